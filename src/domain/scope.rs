//! Limits of an app password to services and networks. If there is a limit and the service or
//! address is unknown, the app password is refused.

use core::net::IpAddr;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;
use thiserror::Error;

use super::escape::quoted;

const SERVICE_CHARS: usize = 32;
const SERVICES: usize = 32;
const NETWORKS: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeError {
    #[error(
        "{0} isn't a service's name: letters, digits, '-', '_' and '.', at most {SERVICE_CHARS}"
    )]
    Service(String),
    #[error("{0} isn't a network such as 192.0.2.0/24, 2001:db8::/32 or a single address")]
    Network(String),
    #[error("{0} is an address in the network {network}, not a network", network = .0.trunc())]
    AddressInNetwork(IpNet),
    #[error("at most {SERVICES} services and {NETWORKS} networks are allowed")]
    TooMany,
    #[error("{0} isn't an address such as 192.0.2.7 or 2001:db8::7")]
    Address(String),
}

/// The name of a service, such as `imap`, `smtp` or `sieve`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Service(String);

impl FromStr for Service {
    type Err = ScopeError;

    fn from_str(typed: &str) -> Result<Self, ScopeError> {
        let name = typed.trim().to_ascii_lowercase();
        let right = (1..=SERVICE_CHARS).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if right {
            Ok(Self(name))
        } else {
            Err(ScopeError::Service(quoted(typed)))
        }
    }
}

crosses_as_text!(Service);

impl Service {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub fn parse_address(typed: &str) -> Result<IpAddr, ScopeError> {
    let address: IpAddr = typed
        .trim()
        .parse()
        .map_err(|_| ScopeError::Address(quoted(typed)))?;
    // An IPv4 client on an IPv6 socket is the same client.
    Ok(address.to_canonical())
}

pub fn parse_network(typed: &str) -> Result<IpNet, ScopeError> {
    let text = typed.trim();
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let network: IpNet = text
        .parse()
        .map_err(|_| ScopeError::Network(quoted(typed)))?;
    // A whole network may not be what was meant by an address in it.
    if network != network.trunc() {
        return Err(ScopeError::AddressInNetwork(network));
    }
    Ok(network)
}

/// The source of a log-in, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub service: Option<Service>,
    pub address: Option<IpAddr>,
}

impl Source {
    pub fn service_text(&self) -> Option<String> {
        self.service.as_ref().map(ToString::to_string)
    }

    pub fn address_text(&self) -> Option<String> {
        self.address.as_ref().map(ToString::to_string)
    }

    /// The network that the address is in, as one customer has it: a device changes its address within
    /// it at will.
    pub fn network(&self) -> Option<IpNet> {
        let address = self.address?;
        let bits = if address.is_ipv4() { 24 } else { 64 };
        IpNet::new(address, bits)
            .ok()
            .map(|network| network.trunc())
    }
}

/// The services and networks of an app password. An empty list sets no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub services: Vec<Service>,
    pub networks: Vec<IpNet>,
}

impl Scope {
    pub fn new(mut services: Vec<Service>, networks: &[IpNet]) -> Result<Self, ScopeError> {
        services.sort();
        services.dedup();
        let networks = IpNet::aggregate(&networks.to_vec());
        if services.len() > SERVICES || networks.len() > NETWORKS {
            return Err(ScopeError::TooMany);
        }
        Ok(Self { services, networks })
    }

    pub fn allows_service(&self, service: Option<&Service>) -> bool {
        self.services.is_empty() || service.is_some_and(|service| self.services.contains(service))
    }

    pub fn allows_address(&self, address: Option<IpAddr>) -> bool {
        self.networks.is_empty()
            || address.is_some_and(|address| {
                self.networks
                    .iter()
                    .any(|network| network.contains(&address))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(name: &str) -> Service {
        name.parse().unwrap()
    }

    #[test]
    fn a_limit_refuses_what_is_unknown() {
        let scope = Scope::new(
            vec![service("IMAP")],
            &[parse_network("192.0.2.0/24").unwrap()],
        )
        .unwrap();
        assert!(scope.allows_service(Some(&service("imap"))));
        assert!(!scope.allows_service(Some(&service("smtp"))));
        assert!(!scope.allows_service(None));
        assert!(scope.allows_address(Some(parse_address("192.0.2.7").unwrap())));
        assert!(scope.allows_address(Some(parse_address("::ffff:192.0.2.7").unwrap())));
        assert!(!scope.allows_address(Some(parse_address("198.51.100.7").unwrap())));
        assert!(!scope.allows_address(None));
    }

    #[test]
    fn no_limit_allows_everything() {
        let scope = Scope::default();
        assert!(scope.allows_service(None) && scope.allows_address(None));
    }

    #[test]
    fn networks_are_kept_in_one_form() {
        for (typed, kept) in [
            ("192.0.2.0/24", "192.0.2.0/24"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("192.0.2.7/32", "192.0.2.7/32"),
            ("2001:DB8::/32", "2001:db8::/32"),
        ] {
            assert_eq!(parse_network(typed).unwrap().to_string(), kept);
        }
        for typed in ["10.0.0.1/8", "192.0.2.77/24", "2001:db8::1/32"] {
            let refused = parse_network(typed);
            assert!(matches!(refused, Err(ScopeError::AddressInNetwork(_))));
        }
        assert!(parse_network("192.0.2.0/33").is_err());
        assert!(parse_network("home").is_err());
        let both = Scope::new(
            vec![],
            &[
                parse_network("10.0.0.0/9").unwrap(),
                parse_network("10.128.0.0/9").unwrap(),
            ],
        )
        .unwrap();
        assert_eq!(both.networks, [parse_network("10.0.0.0/8").unwrap()]);
    }

    #[test]
    fn a_scope_has_bounds() {
        let services = |count| {
            (0..count)
                .map(|number| service(&format!("s{number}")))
                .collect()
        };
        assert!(Scope::new(services(SERVICES), &[]).is_ok());
        assert_eq!(
            Scope::new(services(SERVICES + 1), &[]),
            Err(ScopeError::TooMany)
        );
        let networks: Vec<_> = (0..=NETWORKS)
            .map(|number| parse_network(&format!("10.0.{number}.1")).unwrap())
            .collect();
        assert_eq!(Scope::new(vec![], &networks), Err(ScopeError::TooMany));
    }

    #[test]
    fn a_source_is_in_the_network_of_its_neighbours() {
        let network = |address| {
            let source = Source {
                service: None,
                address: Some(parse_address(address).unwrap()),
            };
            source.network().unwrap().to_string()
        };
        assert_eq!(network("192.0.2.7"), "192.0.2.0/24");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.0/24");
        assert_eq!(network("2001:db8:0:1:2:3:4:5"), "2001:db8:0:1::/64");
        assert_eq!(Source::default().network(), None);
    }

    #[test]
    fn a_service_is_a_plain_word() {
        for bad in ["", "im ap", "im\nap", "ímap", &"x".repeat(33)] {
            assert!(bad.parse::<Service>().is_err(), "{bad:?}");
        }
    }
}
