//! What the terminal itself says around a question or a list.

pub const CHOOSE_ONE: &str = "Arrows, Enter; Esc cancels";
pub const CHOOSE_SEVERAL: &str = "Space marks, Enter confirms; Esc cancels";
pub const FILTER: &str = "Type to filter; Esc cancels";
pub const ASK_NUMBER: &str = "Number, or q to cancel [1]: ";
pub const ASK_NUMBERS: &str = "Numbers (as 1,3), or q to cancel: ";
pub const NOT_IN_LIST: &str = "Please type a number from the list.";
pub const YES_OR_NO: &str = "Please answer yes or no.";
pub const PRESS_ENTER_TO_CLEAR: &str = "Press Enter to clear this. ";
pub const CLEARED: &str = "Cleared.";
pub const IN_SCROLLBACK: &str = "This is still in your scrollback; clear it.";
