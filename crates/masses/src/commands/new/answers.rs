//! The four questions, and what can be an answer.

use std::io::BufRead;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use kit::settings::BUILT_IN_LANGUAGES;

/// The longest name and the longest address, in characters: as much as a page can show.
const LONGEST: usize = 200;

/// What was given as an option.
#[derive(Args, Default)]
pub struct Given {
    /// What the organisation is called
    #[arg(long)]
    name: Option<String>,
    /// The e-mail address that people write to
    #[arg(long)]
    email: Option<String>,
    /// The postal address with the country: "Long Street 1, 1010 Vienna, Austria"
    #[arg(long)]
    address: Option<String>,
    /// The languages of the pages: en, de or both; the first named has the short addresses
    #[arg(long)]
    languages: Option<String>,
}

impl Given {
    pub fn is_everything(&self) -> bool {
        [&self.name, &self.email, &self.address, &self.languages].iter().all(|one| one.is_some())
    }
}

/// The answers, checked.
#[derive(Debug, PartialEq, Eq)]
pub struct Answers {
    /// In one line.
    pub name: String,
    pub email: String,
    /// Line by line, the last of them the country.
    pub address: Vec<String>,
    /// The first is the one whose addresses are short.
    pub languages: Vec<&'static str>,
    /// Which of them nobody gave and the site needs, by their options.
    pub examples: Vec<&'static str>,
}

/// Where somebody sits and answers.
pub struct Terminal<'a> {
    pub input: &'a mut dyn BufRead,
    pub say: &'a mut dyn FnMut(&str),
}

/// One question.
struct Question<T> {
    option: &'static str,
    ask: &'static str,
    hint: &'static str,
    /// What is taken when nobody answers.
    preset: &'static str,
    /// Makes an answer of what was written, or says what is wrong with it.
    read: fn(&str) -> Result<T, String>,
}

const NAME: Question<String> = Question {
    option: "--name",
    ask: "1. What is your organisation called?",
    hint: "As people call you; it stands at the top of every page.",
    preset: "Example Association",
    read: name,
};

const EMAIL: Question<String> = Question {
    option: "--email",
    ask: "2. Which e-mail address do people write to?",
    hint: "It stands on the pages, and answers are sent from it.",
    preset: "hello@example.org",
    read: email,
};

const ADDRESS: Question<Vec<String>> = Question {
    option: "--address",
    ask: "3. What is your postal address?",
    hint: "With the country, and commas between: the privacy policy has to name it.",
    preset: "Examplestrasse 1, 1010 Vienna, Austria",
    read: address,
};

const LANGUAGES: Question<Vec<&'static str>> = Question {
    option: "--languages",
    ask: "4. Which languages do you write in: en, de or both?",
    hint: "The first you name has the short addresses: /about beside /de/about.",
    preset: "en",
    read: languages,
};

impl Answers {
    /// Takes what was given, asks for the rest if somebody is there, and else takes examples.
    pub fn find(given: &Given, mut terminal: Option<&mut Terminal<'_>>) -> Result<Self> {
        let mut examples = Vec::new();
        let name = NAME.answer(given.name.as_deref(), terminal.as_deref_mut(), &mut examples)?;
        let email = EMAIL.answer(given.email.as_deref(), terminal.as_deref_mut(), &mut examples)?;
        let address =
            ADDRESS.answer(given.address.as_deref(), terminal.as_deref_mut(), &mut examples)?;
        let languages = given.languages.as_deref();
        // A language is no example: what is taken can stay.
        let languages = LANGUAGES.answer(languages, terminal, &mut Vec::new())?;
        Ok(Self { name, email, address, languages, examples })
    }
}

impl<T> Question<T> {
    /// An option that is not right ends the command; whoever sits there is asked again.
    fn answer(
        &self,
        given: Option<&str>,
        terminal: Option<&mut Terminal<'_>>,
        examples: &mut Vec<&'static str>,
    ) -> Result<T> {
        if let Some(given) = given {
            return (self.read)(given)
                .map_err(|why| anyhow!("{} is not right: {why}", self.option));
        }
        let typed = terminal.map(|terminal| self.asked(terminal)).transpose()?.flatten();
        typed.map_or_else(
            || {
                examples.push(self.option);
                (self.read)(self.preset).map_err(|why| anyhow!(why))
            },
            Ok,
        )
    }

    /// Asks until the answer is right. Nothing: the line was empty.
    fn asked(&self, terminal: &mut Terminal<'_>) -> Result<Option<T>> {
        (terminal.say)(&format!("\n{}\n   {}\n", self.ask, self.hint));
        loop {
            (terminal.say)(&format!("   [{}] ", self.preset));
            let mut line = Vec::new();
            let length = terminal.input.read_until(b'\n', &mut line);
            if length.context("the answer could not be read")? == 0 {
                (terminal.say)("\n");
                bail!("there was no answer, so nothing was written");
            }
            let why = match String::from_utf8(line) {
                Ok(line) if line.trim().is_empty() => return Ok(None),
                Ok(line) => match (self.read)(&line) {
                    Ok(answer) => return Ok(Some(answer)),
                    Err(why) => why,
                },
                Err(_) => "your terminal does not send UTF-8".to_owned(),
            };
            (terminal.say)(&format!("   Not yet: {why}.\n"));
        }
    }
}

fn name(text: &str) -> Result<String, String> {
    let name = one_line(text)?;
    if !name.chars().any(char::is_alphanumeric) {
        return Err("a name has a letter or a digit in it".to_owned());
    }
    Ok(name)
}

fn email(text: &str) -> Result<String, String> {
    let email = text.trim();
    kit::settings::email(email).map(|()| email.to_owned())
}

/// Lines, or parts between commas.
fn address(text: &str) -> Result<Vec<String>, String> {
    let lines: Vec<String> = one_line(&text.trim().replace('\n', ", "))?
        .split(',')
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    // Whoever forgets the country ends with the town, and before towns stand numbers.
    let country = lines.last().filter(|last| {
        last.chars().any(char::is_alphabetic) && !last.chars().any(|c| c.is_ascii_digit())
    });
    if lines.len() < 2 || country.is_none() {
        let example = ADDRESS.preset;
        return Err(format!("at its end the country is missing; an address looks like {example}"));
    }
    Ok(lines)
}

/// Without line breaks and doubled blanks, and not longer than a page can show.
fn one_line(text: &str) -> Result<String, String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err("it is empty".to_owned());
    }
    if let Some(sign) = line.chars().find(|c| c.is_control()) {
        return Err(format!("{sign:?} cannot stand in it"));
    }
    let length = line.chars().count();
    if length > LONGEST {
        return Err(format!("it has {length} characters, and {LONGEST} are the most"));
    }
    Ok(line)
}

fn languages(text: &str) -> Result<Vec<&'static str>, String> {
    let mut all = Vec::new();
    let between = |c: char| c.is_whitespace() || ",;+&/".contains(c);
    let words = text.split(between).filter(|word| !word.is_empty());
    for word in words.map(str::to_lowercase) {
        let named: &[&str] = match word.as_str() {
            "en" | "english" => &["en"],
            "de" | "german" | "deutsch" => &["de"],
            "both" => &BUILT_IN_LANGUAGES,
            "and" => &[],
            _ => return Err(format!("`{word}` is none of them; write en, de or both")),
        };
        for lang in named {
            if !all.contains(lang) {
                all.push(*lang);
            }
        }
    }
    if all.is_empty() {
        return Err("write en, de or both".to_owned());
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
