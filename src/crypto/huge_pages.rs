//! Argon2's memory, in huge pages where the system gives them: faulting in 19 MiB in pages of
//! 4 KiB costs a cold process about a third of a verification.
//!
//! This needs unsafe code: the standard library has no anonymous mapping.

#![expect(unsafe_code, reason = "an anonymous mapping has no safe interface")]

use std::ffi::c_void;
use std::ptr::NonNull;

use argon2::Block;
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};

use super::CryptoError;

const HUGE_PAGE: usize = 2 << 20;

/// So many zeroed blocks, unmapped when dropped: the kernel clears them before anyone else
/// sees them.
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
        // SAFETY: a new private mapping at an address of the kernel's choice touches no memory
        // that anyone else uses.
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
        // SAFETY: the mapping is a huge page longer than what is used, so that an aligned start
        // and everything behind it lie inside.
        let start = unsafe { mapping.byte_add(slack) };
        let memory = Self {
            mapping,
            mapped,
            blocks: start.cast(),
            count,
        };
        for advice in [Advice::LinuxHugepage, Advice::LinuxDontDump] {
            // SAFETY: the range lies inside the mapping, and neither advice changes its content.
            // Where the system has no huge pages, ordinary ones serve.
            let _ = unsafe { madvise(start.as_ptr(), mapped - HUGE_PAGE, advice) };
        }
        Ok(memory)
    }

    pub fn blocks(&self) -> usize {
        self.count
    }
}

// SAFETY: the mapping belongs to this value alone, whichever thread has it.
unsafe impl Send for HugePages {}

impl AsMut<[Block]> for HugePages {
    fn as_mut(&mut self) -> &mut [Block] {
        // SAFETY: `blocks` is aligned to a huge page and followed by `count` blocks of zeroed
        // memory that only this value reaches; a block is plain integers.
        unsafe { std::slice::from_raw_parts_mut(self.blocks.as_ptr(), self.count) }
    }
}

impl Drop for HugePages {
    fn drop(&mut self) {
        // SAFETY: the mapping was made by `new`, and no slice of it outlives the value. It can
        // only fail for arguments that `new` didn't pass.
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
