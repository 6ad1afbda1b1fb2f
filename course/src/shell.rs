//! Commands in the forms that different shells want.

use serde::{Deserialize, Serialize};

/// A shell that a learner may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shell {
    /// A POSIX shell on Linux.
    Linux,
    /// A POSIX shell on macOS.
    Macos,
    /// Windows PowerShell or PowerShell 7.
    Powershell,
    /// The Windows command prompt.
    Cmd,
}

impl Shell {
    /// All of them, in the order to offer.
    pub const ALL: [Self; 4] = [Self::Linux, Self::Macos, Self::Powershell, Self::Cmd];

    /// The one that a learner on this program's system most likely has.
    pub const fn here() -> Self {
        if cfg!(windows) {
            Self::Powershell
        } else if cfg!(target_os = "macos") {
            Self::Macos
        } else {
            Self::Linux
        }
    }

    /// What to call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::Macos => "macOS",
            Self::Powershell => "PowerShell",
            Self::Cmd => "cmd",
        }
    }

    /// The word for it in addresses: `?shell=`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Macos => "macos",
            Self::Powershell => "powershell",
            Self::Cmd => "cmd",
        }
    }

    /// The mark that stands before a command.
    pub const fn prompt(self) -> &'static str {
        match self {
            Self::Linux | Self::Macos => "$",
            Self::Powershell => "PS>",
            Self::Cmd => ">",
        }
    }
}

/// One command, once for each shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variants {
    /// For a POSIX shell on Linux.
    pub linux: String,
    /// For a POSIX shell on macOS.
    pub macos: String,
    /// For PowerShell.
    pub powershell: String,
    /// For the Windows command prompt.
    pub cmd: String,
}

impl Variants {
    /// The same command for every shell, but for `curl`, which both Windows shells are given as `curl.exe`:
    /// in Windows PowerShell, `curl` is an alias of Invoke-WebRequest.
    pub fn everywhere(command: &str) -> Self {
        let windows = if command == "curl" || command.starts_with("curl ") {
            command.replacen("curl", "curl.exe", 1)
        } else {
            command.to_owned()
        };
        Self {
            linux: command.to_owned(),
            macos: command.to_owned(),
            powershell: windows.clone(),
            cmd: windows,
        }
    }

    /// The form for one shell.
    pub fn of(&self, shell: Shell) -> &str {
        match shell {
            Shell::Linux => &self.linux,
            Shell::Macos => &self.macos,
            Shell::Powershell => &self.powershell,
            Shell::Cmd => &self.cmd,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_curl_changes_its_name_on_windows() {
        let forms = Variants::everywhere("curl http://127.0.0.1/curl");
        assert_eq!(forms.of(Shell::Macos), "curl http://127.0.0.1/curl");
        assert_eq!(forms.of(Shell::Powershell), "curl.exe http://127.0.0.1/curl");
        assert_eq!(forms.of(Shell::Cmd), "curl.exe http://127.0.0.1/curl");
        assert_eq!(Variants::everywhere("curly").of(Shell::Cmd), "curly");
    }
}
