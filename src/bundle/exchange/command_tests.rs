//! Is a command taken apart as PowerShell would?

use super::command::{Arg, read};

fn text(text: &str) -> Arg {
    Arg::Text(text.to_owned())
}

fn list(items: &[&str]) -> Arg {
    Arg::List(items.iter().map(|item| text(item)).collect())
}

/// The value of the only parameter behind the command's name.
fn value(value: &str) -> Arg {
    let mut parameters = read(&format!("New-TransportRule -X {value}")).unwrap();
    assert_eq!(parameters.len(), 1, "{value}");
    parameters.remove(0).1.unwrap()
}

fn code(command: &str) -> &'static str {
    match read(command) {
        Ok(parameters) => panic!("{command} is read as {parameters:?}"),
        Err(refused) => refused.code,
    }
}

#[test]
fn quotes_are_those_of_powershell() {
    for (written, wanted) in [
        ("'it''s'", "it's"),
        ("'a \"b\" $c `n ;|& #d'", "a \"b\" $c `n ;|& #d"),
        ("'line\r\nbreak\n'", "line\r\nbreak\n"),
        ("‘typographic’", "typographic"),
        ("'don’’t'", "don’t"),
        ("''", ""),
        ("\"a`\"b\"\"c`$d``e`tf\"", "a\"b\"c$d`e\tf"),
        ("“double”", "double"),
        ("\"costs $ 5 and 5$\"", "costs $ 5 and 5$"),
        ("\"it's\"", "it's"),
        ("word", "word"),
        ("5.7.1", "5.7.1"),
        ("-1", "-1"),
        ("a@example.org", "a@example.org"),
        ("C:\\a#b", "C:\\a#b"),
        ("a` b", "a b"),
    ] {
        assert_eq!(value(written), text(wanted), "{written}");
    }
}

#[test]
fn lists_tables_and_constants_are_literal() {
    assert_eq!(value("'a','b' , c,\n \"d\""), list(&["a", "b", "c", "d"]));
    assert_eq!(value("@('a', 'b'\n'c'; 5)"), list(&["a", "b", "c", "5"]));
    assert_eq!(value("@()"), Arg::List(vec![]));
    assert_eq!(value("$TRUE"), Arg::Flag(true));
    assert_eq!(value("$null"), Arg::Null);
    let one = Arg::Table(vec![("Name".into(), text("x; y")), ("minCount".into(), text("2"))]);
    assert_eq!(value("@{Name='x; y'; minCount=\"2\"}"), one);
    assert_eq!(value("@{ 'Name' = 'x; y'\n minCount = 2; }"), one);
    assert_eq!(
        value("@{Name='x; y'; minCount='2'},@{a=$false}"),
        Arg::List(vec![one, Arg::Table(vec![("a".into(), Arg::Flag(false))])])
    );
}

#[test]
fn parameters_are_found_in_every_spelling() {
    let names = |command: &str| -> Vec<String> {
        read(command).unwrap().into_iter().map(|(name, value)| format!("{name}={value:?}")).collect()
    };
    let wanted = ["Name=Some(Text(\"a\"))", "Enabled=Some(Flag(false))", "WhatIf=None"];
    assert_eq!(names("new-transportrule -Name 'a' -Enabled:$false -WhatIf"), wanted);
    assert_eq!(names("  New-TransportRule 'a' –Enabled: $false —WhatIf;\n\n"), wanted);
    assert_eq!(names("New-TransportRule -Name 'a' `\r\n  -Enabled $false `\n -WhatIf"), wanted);
}

#[test]
fn whatever_would_be_executed_is_refused() {
    for (command, wanted) in [
        ("", "not-a-rule"),
        ("Remove-Mailbox x", "not-a-rule"),
        ("New-TransportRuleX -Name a", "not-a-rule"),
        ("New-TransportRule -Name a; Remove-Mailbox b", "several-commands"),
        ("New-TransportRule -Name a;Remove-Mailbox b", "several-commands"),
        ("New-TransportRule -Name a\nRemove-Mailbox b", "several-commands"),
        ("New-TransportRule -Name 'a'\r\nNew-TransportRule -Name 'b'", "several-commands"),
        ("New-TransportRule -Name a | Remove-Mailbox", "expression"),
        ("New-TransportRule -Name a|Remove-Mailbox", "expression"),
        ("New-TransportRule -Name a & b", "expression"),
        ("New-TransportRule -Name a > b", "expression"),
        ("New-TransportRule -Name (Remove-Mailbox b)", "expression"),
        ("New-TransportRule -Name {}", "expression"),
        ("New-TransportRule -Name $(Remove-Mailbox b)", "variable"),
        ("New-TransportRule -Name \"x$(Remove-Mailbox b)\"", "variable"),
        ("New-TransportRule -Name \"x$env:USER\"", "variable"),
        ("New-TransportRule -Name $name", "variable"),
        ("New-TransportRule -Name $true.ToString()", "variable"),
        ("New-TransportRule -Name a$name", "variable"),
        ("New-TransportRule -Name @(Remove-Mailbox b)", "expression"),
        ("New-TransportRule -Name @('a', (b))", "expression"),
        ("New-TransportRule -Name @{Name=Remove-Mailbox}", "expression"),
        ("New-TransportRule -Name @{Name=$(b)}", "variable"),
        ("New-TransportRule @splat", "expression"),
        ("New-TransportRule -Name @'\na\n'@", "expression"),
        ("New-TransportRule --% -Name a", "command-malformed"),
        ("New-TransportRule -Name 'a", "quote-open"),
        ("New-TransportRule -Name 'don’t'", "command-malformed"),
        ("New-TransportRule -Name \"a", "quote-open"),
        ("New-TransportRule -Name a'b'", "command-malformed"),
        ("New-TransportRule -Name 'a'b", "command-malformed"),
        ("New-TransportRule -Name a, -Mode b", "command-malformed"),
        ("New-TransportRule -Name ,a", "command-malformed"),
        ("New-TransportRule -Name:", "command-malformed"),
        ("New-TransportRule -Name a -name b", "command-malformed"),
        ("New-TransportRule -Name a # -Mode Audit", "command-malformed"),
        ("New-TransportRule -Name @{Name='a'", "command-malformed"),
        ("New-TransportRule -Name @{Name='a'; name='b'}", "command-malformed"),
        ("New-TransportRule -Name @{'a'}", "command-malformed"),
        ("New-TransportRule -Name @('a'", "command-malformed"),
        ("New-TransportRule -Name \"`u{41}\"", "command-malformed"),
        ("New-TransportRule -Na'me a", "command-malformed"),
    ] {
        assert_eq!(code(command), wanted, "{command}");
    }
    let deep = format!("New-TransportRule -Name {}", "@(".repeat(50_000));
    assert_eq!(code(&deep), "command-malformed");
}
