//! What the store keeps beside plain rows: hashes of passwords, sealed values and the head.

use std::str::from_utf8;

use keyfob::crypto::argon2id::{Hasher, PhcString};
use keyfob::crypto::chain::{Chain, TAG_BYTES};
use keyfob::crypto::keys::MasterKey;
use keyfob::crypto::random::Random;
use keyfob::crypto::seal::{Place, Sealer};
use keyfob::service::Head;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Target;

fn key() -> MasterKey {
    MasterKey::from_bytes(&[7; 32]).unwrap()
}

/// Changes one byte, which the input's first chooses.
fn changed(bytes: &[u8], input: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let choice = input.first().copied().unwrap_or_default();
    let position = usize::from(choice) * 7 % bytes.len();
    bytes[position] ^= choice | 1;
    bytes
}

pub const PHC_STRINGS: Target = Target {
    name: "phc_strings",
    check: |input| {
        let Ok(text) = from_utf8(input) else { return };
        let Ok(stored) = PhcString::parse(text) else {
            assert!(Hasher::default().is_chosen(b"password", Some(text)).is_err());
            return;
        };
        assert_eq!(*stored.to_text().unwrap(), text);
        // What costs more is right only if its first bytes are; there is no time to compute it.
        if stored.cost.memory_kib <= 64 && stored.cost.passes <= 2 {
            let answer = Hasher::default().is_chosen(b"password", Some(text));
            assert!(!answer.unwrap_or(false) || text == RIGHT, "{text}");
        }
    },
    seeds: &[
        RIGHT.as_bytes(),
        b"$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew",
        b"$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew",
        b"$argon2id$v=16$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew",
        b"$argon2id$m=8,t=1,p=1,keyid=AAAA,data=AAAA$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew",
        b"$argon2id$v=19$m=4294967295,t=4294967295,p=16777215$c29tZXNhbHQ$AAAA",
        b"$2b$12$abcdefghijklmnopqrstuv",
        b"$pbkdf2-sha256$i=1000$c29tZXNhbHQ$AAAA",
    ],
};

/// `printf password | argon2 somesaltsomesalt -id -k 64 -t 2 -p 1 -l 32 -e` of the reference
/// implementation.
const RIGHT: &str = "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
    Gpj7qOY5RCXJvcMzqcdQqvgR3wcPX7SleI4c9NtXk6E";

pub const SEALED_VALUES: Target = Target {
    name: "sealed_values",
    check: |input| {
        let sealer = Sealer::new(&key(), Random::from_rng(StdRng::seed_from_u64(1)));
        let place = Place {
            table: "app_password",
            column: "verifier",
            row: "a",
            account: 1,
        };
        assert!(sealer.open(place, input).is_err());
        let sealed = sealer.seal(place, input);
        assert_eq!(sealer.open(place, &sealed).unwrap().as_slice(), input);
        assert!(sealer.open(place, &changed(&sealed, input)).is_err());
        let cut = sealed.len() - 1 - input.len() / 2;
        assert!(sealer.open(place, &sealed[..cut]).is_err());
        // Another row's name, made of the input, is another place.
        let row = String::from_utf8_lossy(input);
        if row != place.row {
            let place = Place { row: &row, ..place };
            assert!(sealer.open(place, &sealed).is_err());
        }
    },
    seeds: &[b"", b"secret", b"a\x00001", &[0xab; 72]],
};

pub const HEAD: Target = Target {
    name: "head",
    check: |input| {
        let chain = Chain::new(&key());
        // Nobody makes a head without the key.
        assert_eq!(Head::from_bytes(input, &chain), None);

        if let Some((seq, rest)) = input.split_first_chunk::<8>()
            && let Some((tag, _)) = rest.split_first_chunk::<TAG_BYTES>()
        {
            let head = Head {
                seq: i64::from_be_bytes(*seq),
                tag: *tag,
            };
            let bytes = head.to_bytes(&chain);
            assert_eq!(Head::from_bytes(&bytes, &chain), Some(head));
            assert_eq!(Head::from_bytes(&changed(&bytes, input), &chain), None);
            assert_eq!(
                head.to_string().parse().ok(),
                (head.seq > 0).then_some(head)
            );
        }

        if let Ok(text) = from_utf8(input)
            && let Ok(head) = text.parse::<Head>()
        {
            assert!(head.seq > 0);
            assert_eq!(head.to_string().parse(), Ok(head));
        }
    },
    seeds: &[
        b"1234:0fababababababababababababababababababababababababababababababab",
        b" 9223372036854775807:ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB\n",
        b"9223372036854775808:00",
        b"\0\0\0\0\0\0\0\x01abcdefghijklmnopqrstuvwxyz012345",
        &[0xff; 72],
    ],
};
