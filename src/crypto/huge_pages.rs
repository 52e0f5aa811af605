//! Argon2's memory, in huge pages if the system has them. Faulting in 19 MiB in pages of 4 KiB
//! costs a cold process about a third of a verification.
//!
//! This needs unsafe code, because the standard library has no anonymous mapping.

#![expect(unsafe_code, reason = "an anonymous mapping has no safe interface")]

use std::ffi::c_void;
use std::ptr::NonNull;

use argon2::Block;
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};

use super::CryptoError;

const HUGE_PAGE: usize = 2 << 20;

/// Zeroed blocks of memory. They are unmapped when dropped, and the kernel clears them before it
/// gives them to another process.
pub struct HugePages {
    mapping: NonNull<c_void>,
    mapped: usize,
    blocks: NonNull<Block>,
    count: usize,
}

impl HugePages {
    pub fn new(count: usize) -> Result<Self, CryptoError> {
        let bytes = count
            .checked_mul(Block::SIZE)
            .ok_or(CryptoError::Parameters)?;
        let mapped = bytes
            .next_multiple_of(HUGE_PAGE)
            .checked_add(HUGE_PAGE)
            .ok_or(CryptoError::Parameters)?;
        // SAFETY: a new private mapping at an address of the kernel's choice touches no memory in
        // use.
        let mapping = unsafe {
            mmap_anonymous(
                std::ptr::null_mut(),
                mapped,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::PRIVATE,
            )
        };
        let mapping = mapping
            .ok()
            .and_then(NonNull::new)
            .ok_or(CryptoError::OutOfMemory)?;
        let slack = mapping.as_ptr().align_offset(HUGE_PAGE);
        // SAFETY: the mapping is a huge page longer than needed, so the aligned start and all
        // blocks lie inside.
        let start = unsafe { mapping.byte_add(slack) };
        let memory = Self {
            mapping,
            mapped,
            blocks: start.cast(),
            count,
        };
        for advice in [Advice::LinuxHugepage, Advice::LinuxDontDump] {
            // SAFETY: the range lies inside the mapping, and neither advice changes its content. A
            // system without huge pages uses ordinary ones.
            let _ = unsafe { madvise(start.as_ptr(), mapped - HUGE_PAGE, advice) };
        }
        Ok(memory)
    }

    pub fn blocks(&self) -> usize {
        self.count
    }
}

// SAFETY: only this value uses the mapping, so it can move to another thread.
unsafe impl Send for HugePages {}

impl AsMut<[Block]> for HugePages {
    fn as_mut(&mut self) -> &mut [Block] {
        // SAFETY: `blocks` is aligned to a huge page and followed by `count` blocks of zeroed
        // memory that only this value uses. A block is plain integers.
        unsafe { std::slice::from_raw_parts_mut(self.blocks.as_ptr(), self.count) }
    }
}

impl Drop for HugePages {
    fn drop(&mut self) {
        // SAFETY: `new` made the mapping, and no slice of it outlives the value. It can only fail
        // for other arguments than those of `new`.
        let _ = unsafe { munmap(self.mapping.as_ptr(), self.mapped) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_zeroed_aligned_and_writable_to_the_end() {
        for count in [8, 19_456] {
            let mut memory = HugePages::new(count).unwrap();
            assert_eq!(memory.blocks(), count);
            let blocks = memory.as_mut();
            assert_eq!(blocks.len(), count);
            assert_eq!(blocks.as_ptr().align_offset(HUGE_PAGE), 0);
            assert!(
                blocks
                    .iter()
                    .all(|block| block.as_ref().iter().all(|&word| word == 0))
            );
            blocks[count - 1].as_mut().fill(7);
        }
    }

    #[test]
    fn more_than_there_is_is_refused() {
        assert_eq!(
            HugePages::new(usize::MAX / 4096).err(),
            Some(CryptoError::OutOfMemory)
        );
        assert_eq!(
            HugePages::new(usize::MAX / 2).err(),
            Some(CryptoError::Parameters)
        );
    }
}
