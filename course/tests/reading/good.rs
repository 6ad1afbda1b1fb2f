//! A small lesson without faults, for the tests to spoil.

/// A course of one lesson which is valid as it stands.
pub(crate) const GOOD: &str = r##"+++
title = "Two doors"
summary = "One `TCP` port, two ways in."
minutes = 6
[[sources]]
id = "rfc9293"
title = "RFC 9293: Transmission Control Protocol"
place = "section 3.5"
+++
Before you read on, run this.

```run
command = "curl http://127.0.0.1:62893/"
expect = """
hello
"""
```

## A claim {#claim}
A connection begins with a handshake.[^rfc9293] See [above](#claim), or [the journal](/journal).

- one
- two with `127.0.0.1:80`

| head | other |
|---|---|
| a | **b** |

```http
GET / HTTP/1.1
```

```aside
Not needed to go on.
```

## Try it

```widget
name = "probe"
id = "two-probe"
title = "Is it open?"
lead = "A real connect."
command = "curl http://127.0.0.1:62893/probe/80"
port = 80
```

```widget
name = "socket-pair"
id = "two-pair"
title = "Which pair?"
lead = "Your own connection."
```

```exercise
id = "two-first"
prompt = "Ask for `/echo`."
hints = ["a", "b", "c"]
solved = "It arrived."
[check]
path = "/echo"
client = ["terminal"]
[[solution]]
command = "curl http://127.0.0.1:62893/echo"
```

```exercise
id = "two-second"
prompt = "Ask for `/whoami`."
hints = ["a", "b", "c"]
solved = "It arrived."
[check]
path = "/whoami"
[[solution]]
linux = "curl 'http://127.0.0.1:62893/whoami'"
powershell = "curl.exe http://127.0.0.1:62893/whoami"
cmd = "curl.exe http://127.0.0.1:62893/whoami"
```

```notes
Let the class *guess* first.
```

```run
command = "curl http://127.0.0.1:1/"
expect = "..."
exit = 7
note = "Nothing listens there."
```

## Questions

```quiz
[[question]]
id = "two-q1"
ask = "Which?"
[[question.answer]]
text = "This"
right = true
because = "It is."
[[question.answer]]
text = "That"
because = "It is not."
see = "#two-probe"
[[question]]
id = "two-q2"
ask = "Which?"
[[question.answer]]
text = "That"
because = "It is not."
see = "#claim"
[[question.answer]]
text = "This"
right = true
because = "It is."
[[question]]
id = "two-q3"
ask = "Which?"
[[question.answer]]
text = "This"
right = true
because = "It is."
[[question.answer]]
text = "That"
because = "It is not."
see = "#two-pair"
```
"##;

/// [`GOOD`] with a piece of it replaced.
pub(crate) fn spoilt(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from:?} is not in the lesson");
    GOOD.replacen(from, to, 1)
}
