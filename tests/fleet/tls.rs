//! A server over a network: by TLS with a certificate that is trusted and of its name, and with the
//! password from the password file, or not at all.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::postgres::{self, Server};
use crate::servers::site::free_port;
use crate::support::{Program, Ran, has, ran};

const PASSWORD: &str = "a password: with a colon";

/// Makes an authority, and a certificate for localhost by it.
fn make_certificates(folder: &Path) {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for line in [
        format!("req -x509 {key} -keyout ca.key -out ca.crt -subj /CN=authority -days 2"),
        format!("req -x509 {key} -keyout other.key -out other.crt -subj /CN=other -days 2"),
        format!(
            "req {key} -keyout server.key -out server.csr -subj /CN=localhost \
             -addext subjectAltName=DNS:localhost"
        ),
        "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy \
         -out server.crt -days 2"
            .to_owned(),
    ] {
        let mut command = Command::new("openssl");
        command.args(line.split_whitespace()).current_dir(folder);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
    }
}

/// A machine that trusts this authority, and asks a host.
fn machine(host: &str, port: u16, more: &str) -> Program {
    let machine = Program::at(format!("postgresql://keyfob@{host}:{port}/keyfob{more}"));
    write_password(&machine, PASSWORD);
    machine
}

fn write_password(machine: &Program, password: &str) {
    let file = machine.path().join(".pgpass");
    let password = password.replace(':', "\\:");
    fs::write(&file, format!("*:*:keyfob:keyfob:{password}\n")).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
}

fn run(machine: &Program, authority: &Path, line: &str) -> Ran {
    let mut command = machine.command(line);
    command.env("SSL_CERT_FILE", authority);
    ran(line, &command.output().unwrap())
}

#[test]
fn a_network_is_used_by_tls_with_a_trusted_certificate_or_not_at_all() {
    if !postgres::is_there() || !has("openssl", "openssl") {
        return;
    }
    let server = Server::made();
    let certificates = server.folder().to_owned();
    make_certificates(&certificates);
    for file in ["server.key", "server.crt"] {
        postgres::give(&certificates.join(file));
    }
    let sql = format!("ALTER ROLE keyfob PASSWORD '{PASSWORD}'");
    server.asks("postgres", &sql);
    server.dies();
    let rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
    fs::write(server.data().join("pg_hba.conf"), rules).unwrap();
    let port = free_port();
    let network = format!("-p {port} -c listen_addresses=127.0.0.1");
    let tls = format!(
        "{network} -c ssl=on -c ssl_cert_file={0}/server.crt -c ssl_key_file={0}/server.key",
        certificates.display()
    );
    let [trusted, other] = ["ca.crt", "other.crt"].map(|file| certificates.join(file));

    server.starts(&tls);
    let by_name = machine("localhost", port, "");
    run(&by_name, &trusted, "store init").ok();
    run(&by_name, &trusted, "account add bea@contoso.com").ok();
    let is_untrusted = |machine: &Program, authority: &Path| {
        let refused = run(machine, authority, "account list").refused(74);
        let words = "the database's server can't be trusted";
        assert!(refused.err.contains(words), "{refused}");
    };
    // Of another authority.
    is_untrusted(&by_name, &other);
    // The certificate is of another name.
    let by_number = machine("127.0.0.1", port, "");
    by_number.copies_key(&by_name);
    is_untrusted(&by_number, &trusted);
    write_password(&by_name, "another password");
    let refused = run(&by_name, &trusted, "account list").refused(74);
    assert!(!refused.err.contains("another password"), "{refused}");
    fs::remove_file(by_name.path().join(".pgpass")).unwrap();
    let refused = run(&by_name, &trusted, "account list").refused(78);
    assert!(refused.err.contains("wants a password"), "{refused}");
    write_password(&by_name, PASSWORD);

    // A server that offers no TLS is asked only where that was said.
    server.dies();
    server.starts(&network);
    is_untrusted(&by_name, &trusted);
    let without = machine("localhost", port, "?sslmode=disable");
    without.copies_key(&by_name);
    let listed = run(&without, &trusted, "account list").ok();
    assert!(listed.contains("bea@contoso.com"), "{listed}");
}
