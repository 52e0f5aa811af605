//! The service as answering uses it: opened when it is needed, and again if its store was replaced.

use super::answer::{Answer, Undecided};
use crate::crypto::random::Random;
use crate::front_ends::{Decision, Question};
use crate::service::{
    self, ExternalChecks, Location, LoggedIn, Remembered, Requester, Service, ServiceError,
    StoreError, Trace,
};

/// How often a question is asked of a store that is replaced again and again.
const TRIES: u32 = 5;

pub struct ReopeningService {
    location: Location,
    random: Random,
    external_checks: ExternalChecks,
    service: Option<Service>,
}

impl ReopeningService {
    pub fn new(location: Location, random: Random) -> Self {
        Self {
            location,
            random,
            external_checks: ExternalChecks::default(),
            service: None,
        }
    }

    #[must_use]
    pub fn limiting(mut self, external_checks: &ExternalChecks) -> Self {
        self.external_checks = external_checks.clone();
        self
    }

    /// Closes the store. The next question opens it again.
    pub fn close(&mut self) {
        self.service = None;
    }

    /// The answer to a log-in that was accepted before, without a hash. `None` if it must be looked
    /// at again, or if the answer would leave a trace in the store.
    pub fn recall(
        &mut self,
        requester: &Requester,
        question: &Question,
        remembered: &Remembered,
    ) -> service::Result<Option<Decision>> {
        match self.log_in_again(requester, question, remembered, false) {
            Err(error) if self.was_replaced(&error) => Ok(None),
            recalled => recalled,
        }
    }

    /// Answers. If the store or its key was replaced meanwhile, the question is asked again.
    pub fn answer(
        &mut self,
        requester: &Requester,
        question: &Question,
        remembered: Option<&Remembered>,
    ) -> Answer {
        for _ in 1..TRIES {
            let answer = self.answer_once(requester, question, remembered);
            match &answer.outcome {
                Err(Undecided::Service(error)) if self.was_replaced(error) => {}
                _ => return answer,
            }
        }
        self.answer_once(requester, question, remembered)
    }

    fn answer_once(
        &mut self,
        requester: &Requester,
        question: &Question,
        remembered: Option<&Remembered>,
    ) -> Answer {
        if let Some(remembered) = remembered {
            match self.log_in_again(requester, question, remembered, true) {
                Ok(None) => {}
                Ok(Some(decision)) => {
                    return Answer {
                        outcome: Ok(decision),
                        remembered: Some(remembered.clone()),
                        trace: None,
                        is_from_memory: true,
                    };
                }
                Err(undecided) => return Undecided::Service(undecided).into(),
            }
        }
        let service = match self.opened() {
            Ok(service) => service,
            Err(undecided) => return Undecided::Service(undecided).into(),
        };
        let LoggedIn {
            answer,
            remembered,
            trace,
        } = service.log_in(requester, &question.log_in());
        Answer {
            outcome: match answer {
                Ok(answered) => Ok(Decision::of(&answered)),
                Err(undecided) => Err(Undecided::Service(undecided)),
            },
            remembered,
            trace,
            is_from_memory: false,
        }
    }

    /// Records refusals.
    pub fn leave(&mut self, traces: &[Trace]) -> service::Result<()> {
        self.with(|service| service.leave(traces))
    }

    /// Uses the store. If it or its key was replaced meanwhile, it is used again.
    pub fn with<T>(
        &mut self,
        mut work: impl FnMut(&mut Service) -> service::Result<T>,
    ) -> service::Result<T> {
        for _ in 1..TRIES {
            match self.opened().and_then(&mut work) {
                Err(error) if self.was_replaced(&error) => {}
                done => return done,
            }
        }
        self.opened().and_then(work)
    }

    /// Returns whether the store or its key was replaced since it was opened, which explains the error.
    /// Then it is closed.
    fn was_replaced(&mut self, error: &ServiceError) -> bool {
        let was_replaced = match error {
            ServiceError::Store(StoreError::Conflict) => true,
            _ => self
                .service
                .as_ref()
                .is_some_and(|open| !open.is_in_place()),
        };
        if was_replaced {
            self.close();
        }
        was_replaced
    }

    fn log_in_again(
        &mut self,
        requester: &Requester,
        question: &Question,
        remembered: &Remembered,
        may_write: bool,
    ) -> service::Result<Option<Decision>> {
        let service = self.opened()?;
        let answered =
            service.log_in_again(requester, &question.log_in(), remembered, may_write)?;
        Ok(answered.map(|answered| Decision::of(&answered)))
    }

    fn opened(&mut self) -> service::Result<&mut Service> {
        // Another file in the store's place has other rows: deletions, for one.
        let in_place = self.service.take().filter(Service::is_in_place);
        let service = match in_place {
            Some(service) => service,
            None => Service::open(&self.location, &self.random)?.limiting(&self.external_checks),
        };
        Ok(self.service.insert(service))
    }
}
