//! What a learner has chosen about the page, and what is guessed before anything was chosen.

use course::shell::Shell;
use serde::Deserialize;

use crate::model::json::string;

/// The name under which the settings are kept in the browser. The boot script reads the theme from it.
pub const KEY: &str = "loopback-lab.settings";

/// How the page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// Whether the key `/` opens the search from anywhere. A key alone must be possible to turn off (WCAG 2.2, success
    /// criterion 2.1.4).
    pub slash: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: Theme::System, shell: None, notes: false, own: true, files: false, slash: true }
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
    /// Whether the key `/` opens the search from anywhere.
    Slash(bool),
}

impl Settings {
    /// The settings as the JSON that they are read from.
    pub fn to_json(&self) -> String {
        let Self { theme, shell, notes, own, files, slash } = self;
        let shell = shell.map_or_else(|| "null".to_owned(), |shell| string(shell.word()));
        let theme = theme.word();
        format!(
            r#"{{"theme":"{theme}","shell":{shell},"notes":{notes},"own":{own},"files":{files},"slash":{slash}}}"#
        )
    }

    /// The settings after one was changed.
    pub fn after(&self, setting: Setting) -> Self {
        let mut next = self.clone();
        match setting {
            Setting::Theme(theme) => next.theme = theme,
            Setting::Shell(shell) => next.shell = Some(shell),
            Setting::Notes(shown) => next.notes = shown,
            Setting::Own(shown) => next.own = shown,
            Setting::Files(shown) => next.files = shown,
            Setting::Slash(opens) => next.slash = opens,
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
            let text = Settings { theme, ..Settings::default() }.to_json();
            assert!(text.contains(&format!(r#""theme":"{}""#, theme.word())), "{text}");
        }
    }

    #[test]
    fn what_is_kept_reads_back() {
        for shell in Shell::ALL {
            for theme in Theme::ALL {
                let settings = Settings {
                    theme,
                    shell: Some(shell),
                    notes: true,
                    own: false,
                    files: true,
                    slash: false,
                };
                assert_eq!(serde_json::from_str::<Settings>(&settings.to_json()).unwrap(), settings);
            }
        }
        let untouched = Settings::default();
        assert_eq!(serde_json::from_str::<Settings>(&untouched.to_json()).unwrap(), untouched);
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
