//! What a learner has chosen about the page, and what is guessed before anything was chosen.

use course::shell::Shell;
use serde::{Deserialize, Serialize};

/// The name under which the settings are kept in the browser. The boot script reads the theme from it.
pub const KEY: &str = "loopback-lab.settings";

/// How the page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Larger and with more contrast, to be read from the back of a room.
    Projector,
}

impl Theme {
    /// All of them, in the order to offer.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Projector];

    /// The word that the style sheets match on.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Projector => "projector",
        }
    }
}

/// Everything that a learner may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How the page looks.
    pub theme: Theme,
    /// The shell that commands are written for; `None` until one was chosen.
    pub shell: Option<Shell>,
    /// Whether notes for the teacher are shown.
    pub notes: bool,
    /// Whether the live wire shows what this page asks for.
    pub own: bool,
    /// Whether the live wire shows the page's files and its reading of the journal.
    pub files: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: Theme::System, shell: None, notes: false, own: true, files: false }
    }
}

/// What changes the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// How the page looks.
    Theme(Theme),
    /// The shell that commands are written for.
    Shell(Shell),
    /// Whether notes for the teacher are shown.
    Notes(bool),
    /// Whether the live wire shows what this page asks for.
    Own(bool),
    /// Whether the live wire shows the page's files and its reading of the journal.
    Files(bool),
}

impl Settings {
    /// The settings after one was changed.
    pub fn after(&self, setting: Setting) -> Self {
        let mut next = self.clone();
        match setting {
            Setting::Theme(theme) => next.theme = theme,
            Setting::Shell(shell) => next.shell = Some(shell),
            Setting::Notes(shown) => next.notes = shown,
            Setting::Own(shown) => next.own = shown,
            Setting::Files(shown) => next.files = shown,
        }
        next
    }
}

/// Guesses the shell from what the browser tells about its platform (`navigator.platform` or the user agent).
///
/// ```
/// use course::shell::Shell;
/// assert_eq!(frontend::model::settings::guess_shell("Win32"), Shell::Powershell);
/// ```
pub fn guess_shell(platform: &str) -> Shell {
    let platform = platform.to_ascii_lowercase();
    if platform.contains("mac") || platform.contains("iphone") || platform.contains("ipad") {
        Shell::Macos
    } else if platform.contains("win") {
        Shell::Powershell
    } else {
        Shell::Linux
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_script_finds_the_theme_by_its_word() {
        for theme in Theme::ALL {
            let text = serde_json::to_string(&Settings { theme, ..Settings::default() }).unwrap();
            assert!(text.contains(&format!(r#""theme":"{}""#, theme.word())), "{text}");
        }
    }

    #[test]
    fn settings_of_an_older_page_still_read() {
        let settings: Settings = serde_json::from_str(r#"{"theme":"dark"}"#).unwrap();
        assert_eq!(settings, Settings { theme: Theme::Dark, ..Settings::default() });
    }

    #[test]
    fn guesses_by_platform() {
        assert_eq!(guess_shell("MacIntel"), Shell::Macos);
        assert_eq!(guess_shell("Linux x86_64"), Shell::Linux);
        assert_eq!(guess_shell(""), Shell::Linux);
    }
}
