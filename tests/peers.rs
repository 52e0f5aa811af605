//! What others computed independently: one-time codes, Argon2, and a reader of QR codes.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::pty::{Left, Pty, Size, View};
use crate::support::{ALAIN, Program, has};
use keyfob::crypto::argon2id::{CHOSEN, Cost, GENERATED, Salt, hash};
use keyfob::crypto::totp::{Authenticator, TotpSecret};
use keyfob::domain::method::{Algorithm, TotpShape};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use strum::IntoEnumIterator;
use vt100::Color;
use zeroize::Zeroizing;

const ROUNDS: u64 = 1_000;
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// What a peer answers to this on its stdin.
#[track_caller]
fn answer(program: &str, arguments: &[&str], input: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A reader that gave up says why below.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn oathtool(secret: &str, shape: TotpShape, arguments: &[&str]) -> String {
    let algorithm = format!("--totp={}", shape.algorithm.into_str().to_lowercase());
    let digits = shape.digits.to_string();
    let step = format!("{}s", shape.step_seconds);
    let fixed = [&algorithm, "-d", &digits, "-s", &step, "-b"];
    answer(
        "oathtool",
        &[&fixed, arguments, &["-"]].concat(),
        secret.as_bytes(),
    )
}

#[test]
fn oathtool_computes_the_same_codes() {
    if !has("oathtool", "oathtool") {
        return;
    }
    let mut random = StdRng::seed_from_u64(1);
    let mut algorithms = Algorithm::iter().cycle();
    for round in 0..ROUNDS {
        let mut secret = vec![0; random.random_range(16..=64)];
        random.fill(secret.as_mut_slice());
        let secret = TotpSecret::new(Zeroizing::new(secret));
        let shape = TotpShape {
            algorithm: algorithms.next().unwrap(),
            digits: if round % 2 == 0 { 6 } else { 8 },
            step_seconds: TotpShape::default().step_seconds,
        };
        // From the epoch to the year 2514; each fourth at the edge of a step.
        let mut now = random.random_range(0..1 << 34_u64);
        if round % 4 == 0 {
            now -= now % shape.step_seconds;
        }
        let base32 = secret.base32();
        assert_eq!(
            Authenticator::new(&secret, shape).code(now),
            oathtool(&base32, shape, &["-N", &format!("@{now}")]),
            "{} {shape:?} at {now}",
            *base32
        );
        // What is given to an authenticator app is what we keep.
        let read = TotpSecret::from_base32(&base32).unwrap();
        assert_eq!(read.expose(), secret.expose());
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect(text))
        .collect()
}

#[test]
fn the_reference_argon2_computes_the_same_hashes() {
    if !has("argon2", "argon2") {
        return;
    }
    let mut random = StdRng::seed_from_u64(2);
    let mut costs = vec![GENERATED, CHOSEN];
    costs.extend((0..12).map(|_| Cost {
        memory_kib: random.random_range(8..=40_000),
        passes: random.random_range(1..=4),
        lanes: 1,
    }));
    for cost in costs {
        // The command takes no more than 127 bytes.
        let mut secret = vec![0; random.random_range(1..=127)];
        random.fill(secret.as_mut_slice());
        let salt: Salt = std::array::from_fn(|_| LETTERS[random.random_range(0..LETTERS.len())]);
        let expected = answer(
            "argon2",
            &[
                std::str::from_utf8(&salt).unwrap(),
                "-id",
                "-r",
                "-l",
                "32",
                "-k",
                &cost.memory_kib.to_string(),
                "-t",
                &cost.passes.to_string(),
                "-p",
                "1",
            ],
            &secret,
        );
        let ours = hash(&secret, &salt, cost).unwrap();
        assert_eq!(ours.as_slice(), unhex(&expected), "{cost:?}");
    }
}

/// What the terminal's owner has chosen where a program doesn't say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theme {
    Dark,
    Light,
}

const BLACK: u8 = 0;
const WHITE: u8 = 255;

impl Theme {
    /// Text and what lies behind it.
    fn shades(self) -> [u8; 2] {
        match self {
            Self::Dark => [WHITE, BLACK],
            Self::Light => [BLACK, WHITE],
        }
    }
}

fn shade(color: Color, otherwise: u8) -> u8 {
    match color {
        Color::Default => otherwise,
        Color::Idx(16) => BLACK,
        Color::Idx(231) => WHITE,
        other => panic!("{other:?} is neither black nor white"),
    }
}

/// The whole terminal as a camera sees it: half a cell is a square of 8 × 8. Letters are left out.
fn picture(view: &View, theme: Theme) -> Vec<u8> {
    const SQUARE: usize = 8;
    let screen = view.screen();
    let (rows, columns) = screen.size();
    let [text, behind] = theme.shades();
    let mut picture = format!(
        "P5 {} {} 255\n",
        usize::from(columns.get()) * SQUARE,
        usize::from(rows.get()) * 2 * SQUARE
    )
    .into_bytes();
    for row in 0..rows.get() {
        let halves: Vec<[u8; 2]> = (0..columns.get())
            .map(|column| {
                let cell = screen.cell(row, column).unwrap();
                assert!(!cell.inverse());
                let (front, back) = (shade(cell.fgcolor(), text), shade(cell.bgcolor(), behind));
                match cell.contents() {
                    "█" => [front, front],
                    "▀" => [front, back],
                    "▄" => [back, front],
                    _ => [back, back],
                }
            })
            .collect();
        for half in 0..2 {
            for _ in 0..SQUARE {
                for shades in &halves {
                    picture.extend([shades[half]; SQUARE]);
                }
            }
        }
    }
    picture
}

/// The secret in an otpauth address, as it stands there.
fn secret_of(uri: &str) -> &str {
    let (_, rest) = uri.split_once("secret=").expect(uri);
    rest.split('&').next().unwrap()
}

fn begin(program: &Program, line: &str) -> Left {
    program
        .run(&format!("account add {ALAIN} --mfa enabled"))
        .ok();
    Pty::sized(program, Size(80, 50), line).left().with(0)
}

/// From the screen to a camera to an authenticator and back.
fn enrols_by_camera(flags: &str, theme: Theme) {
    let program = Program::new();
    let left = begin(&program, &format!("mfa enroll --no-input {flags}"));
    let uri = answer(
        "zbarimg",
        &["-q", "--raw", "--nodbus", "-"],
        &picture(&left.view, theme),
    );
    assert!(
        uri.starts_with("otpauth://totp/keyfob:alain%40contoso.com?"),
        "{uri}: {left}"
    );
    let code = oathtool(secret_of(&uri), TotpShape::default(), &[]);
    program
        .run(&format!("mfa enroll --confirm {code} --no-app"))
        .ok();
    let account = program.run("account show --json alain@contoso.com").json();
    assert_eq!(account["mfa"], "enforced");
}

fn has_camera() -> bool {
    has("zbarimg", "zbar-tools") && has("oathtool", "oathtool")
}

#[test]
fn a_camera_reads_the_coloured_qr_code_on_every_theme() {
    if has_camera() {
        for theme in [Theme::Dark, Theme::Light] {
            enrols_by_camera("--color always", theme);
            enrols_by_camera("", theme);
        }
    }
}

#[test]
fn a_camera_reads_the_qr_code_without_colours_on_a_dark_theme() {
    if has_camera() {
        enrols_by_camera("--color never", Theme::Dark);
    }
}
