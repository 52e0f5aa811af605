//! What the store's files promise, whatever happens around them.

mod backup;
mod compared;
mod flips;
mod heads;
mod live;
mod location;
mod power_loss;
mod pruning;
mod races;
mod refusals;
mod root;
mod schema;
mod secrets;
mod sources;
mod tampering;
mod trail;
