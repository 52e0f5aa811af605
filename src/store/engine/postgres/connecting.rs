//! Connecting to the server: by a socket, or by TLS with a certificate that the system trusts.

use std::error::Error as _;
use std::io;
use std::sync::Arc;

use tokio_postgres::config::SslMode;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Error, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::DatabaseError;

pub async fn connect(mut config: Config, has_network: bool) -> Result<Client, Error> {
    if has_network && config.get_ssl_mode() != SslMode::Disable {
        return connect_with(&config, MakeRustlsConnect::new(trusting_the_system())).await;
    }
    config.ssl_mode(SslMode::Disable);
    connect_with(&config, NoTls).await
}

async fn connect_with<T>(config: &Config, tls: T) -> Result<Client, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection) = config.connect(tls).await?;
    // It ends with the client. What went wrong is the answer to the next question.
    drop(tokio::spawn(connection));
    Ok(client)
}

/// Returns what has to be set up otherwise before it is of any use to try again.
pub fn wrong_set_up(error: &Error) -> Option<DatabaseError> {
    let cause = error.source()?;
    if let Some(cause) = cause.downcast_ref::<io::Error>() {
        // A connection that was lost is another thing.
        let is_untrusted = matches!(cause.get_ref(), Some(cause) if cause.is::<rustls::Error>());
        return is_untrusted.then(|| DatabaseError::Untrusted(cause.to_string()));
    }
    // The library tells these apart by words only.
    match cause.to_string().as_str() {
        "server does not support TLS" => {
            Some(DatabaseError::Untrusted("it offers no TLS".to_owned()))
        }
        "password missing" => Some(DatabaseError::NoPassword),
        _ => None,
    }
}

fn trusting_the_system() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    ClientConfig::builder()
        .with_root_certificates(Arc::new(roots))
        .with_no_client_auth()
}
