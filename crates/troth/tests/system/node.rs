//! What is written for Node: browsers and Intercom's own client. Each file is one test here, with its own output.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{Engine, Outcome, Place, binary};

/// The folder of the repository's own tests for Node.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// Node with its test runner on one file; the packages must be there.
pub(crate) fn node(file: &str) -> Outcome<Command> {
    let packages = folder().join("npm/node_modules");
    if !packages.is_dir() {
        return Err("tests/npm/node_modules is not there: run `cargo xtask test`, or `npm ci --ignore-scripts` in tests/npm".into());
    }
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).arg(folder().join(file));
    command.env_remove("NODE_OPTIONS").env_remove("RUST_LOG").env("RUST_BACKTRACE", "0");
    Ok(command)
}

/// Runs it, shows what it says, and counts: all must pass, none be skipped, and there must be some.
pub(crate) fn assert_passes(mut command: Command) -> Outcome {
    let output = command.output()?;
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let count = |what: &str| -> usize {
        let line = said.lines().rev().find_map(|line| line.strip_prefix(&format!("ℹ {what} ")));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or(usize::MAX)
    };
    let (passed, others) =
        (count("pass"), [count("fail"), count("cancelled"), count("skipped"), count("todo")]);
    let good = output.status.success() && others == [0; 4] && (1..usize::MAX).contains(&passed);
    assert!(good, "{}:\n{said}", output.status);
    Ok(())
}

/// Runs a browser test on an engine.
fn browse(file: &str, engine: Engine, third_party: &str) -> Outcome {
    let place = Place::new(engine)?;
    let mut command = node(&format!("browser/{file}"))?;
    command
        .env("TROTH_BIN", binary())
        .env("TROTH_SCRATCH", place.path())
        .env("TROTH_THIRD_PARTY", third_party);
    command.env("TROTH_SCREENSHOTS", screenshots());
    match &place.options.store {
        Some(store) => command.env("TROTH_STORE", store),
        None => command.env_remove("TROTH_STORE"),
    };
    assert_passes(command)
}

/// `target/screenshots`, found from the binary.
fn screenshots() -> PathBuf {
    let target = binary().ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default();
    target.join("screenshots")
}

mod browser {
    use super::{Engine, Outcome, browse, folder};

    #[test]
    fn every_file_of_browser_tests_is_run() -> Outcome {
        let here = include_str!("node.rs");
        let mut files = 0;
        for file in std::fs::read_dir(folder().join("browser"))? {
            let name = file?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".test.mjs") {
                assert!(here.contains(&format!("browse(\"{name}\", ")), "no test here runs {name}");
                files += 1;
            }
        }
        assert!(files > 0, "the folder was read");
        Ok(())
    }

    #[test]
    fn the_activity_log_on_the_embedded_store() -> Outcome {
        browse("log.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_activity_log_on_postgresql() -> Outcome {
        browse("log.test.mjs", Engine::Postgresql, "blocked")
    }

    #[test]
    fn a_conversation_without_third_party_storage_on_the_embedded_store() -> Outcome {
        browse("conversation.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn a_conversation_with_third_party_storage_on_the_embedded_store() -> Outcome {
        browse("conversation.test.mjs", Engine::Embedded, "allowed")
    }

    #[test]
    fn a_conversation_without_third_party_storage_on_postgresql() -> Outcome {
        browse("conversation.test.mjs", Engine::Postgresql, "blocked")
    }

    #[test]
    fn files_in_the_messenger_without_third_party_storage() -> Outcome {
        browse("files.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn files_in_the_messenger_with_third_party_storage() -> Outcome {
        browse("files.test.mjs", Engine::Embedded, "allowed")
    }

    #[test]
    fn what_is_sent_and_how_people_are_called_is_shown() -> Outcome {
        browse("shown.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn writing_at_the_desk() -> Outcome {
        browse("writing.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_desk_on_the_embedded_store() -> Outcome {
        browse("desk.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_desk_on_postgresql() -> Outcome {
        browse("desk.test.mjs", Engine::Postgresql, "blocked")
    }

    #[test]
    fn the_inbox_on_the_embedded_store() -> Outcome {
        browse("inbox.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_inbox_on_postgresql() -> Outcome {
        browse("inbox.test.mjs", Engine::Postgresql, "blocked")
    }

    #[test]
    fn an_erasure_on_the_embedded_store() -> Outcome {
        browse("erase.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn an_erasure_on_postgresql() -> Outcome {
        browse("erase.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn the_console_on_the_embedded_store() -> Outcome {
        browse("settings.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_console_on_postgresql() -> Outcome {
        browse("settings.test.mjs", Engine::Postgresql, "blocked")
    }

    #[test]
    fn intercoms_own_loader_without_third_party_storage() -> Outcome {
        browse("sdk.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn intercoms_own_loader_with_third_party_storage() -> Outcome {
        browse("sdk.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn a_proof_that_ends_while_the_page_is_open_without_third_party_storage() -> Outcome {
        browse("lapsed.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn a_proof_that_ends_while_the_page_is_open_on_postgresql() -> Outcome {
        browse("lapsed.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn the_website_on_the_embedded_store() -> Outcome {
        browse("website.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_website_on_postgresql() -> Outcome {
        browse("website.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn several_people_without_third_party_storage() -> Outcome {
        browse("several.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn several_people_on_postgresql() -> Outcome {
        browse("several.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn people_who_write_from_right_to_left() -> Outcome {
        browse("directions.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_weight_of_the_messenger() -> Outcome {
        browse("weight.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn sounds_and_notices_of_what_is_new_on_the_embedded_store() -> Outcome {
        browse("notices.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn sounds_and_notices_of_what_is_new_on_postgresql() -> Outcome {
        browse("notices.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn the_messengers_manners_without_third_party_storage() -> Outcome {
        browse("messenger.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_messengers_manners_on_postgresql() -> Outcome {
        browse("messenger.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn long_threads_without_third_party_storage() -> Outcome {
        browse("long.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn long_threads_on_postgresql() -> Outcome {
        browse("long.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn a_browser_that_keeps_nothing() -> Outcome {
        browse("unkept.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn the_line_over_a_lost_connection() -> Outcome {
        browse("line.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn by_keyboard_alone_without_third_party_storage() -> Outcome {
        browse("keyboard.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn by_keyboard_alone_on_postgresql() -> Outcome {
        browse("keyboard.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn what_a_website_says_of_the_messengers_looks() -> Outcome {
        browse("loader.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn a_companys_first_days_on_the_embedded_store() -> Outcome {
        browse("story.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn a_companys_first_days_on_postgresql() -> Outcome {
        browse("story.test.mjs", Engine::Postgresql, "allowed")
    }

    #[test]
    fn what_attackers_write_upload_and_post() -> Outcome {
        browse("attacks.test.mjs", Engine::Embedded, "allowed")
    }

    #[test]
    fn frames() -> Outcome {
        browse("frames.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn every_screen() -> Outcome {
        browse("screens.test.mjs", Engine::Embedded, "blocked")
    }

    #[test]
    fn looks() -> Outcome {
        browse("looks.test.mjs", Engine::Embedded, "blocked")
    }
}

on_both_engines!(intercoms_own_client);

/// `intercom-client` against the REST API, over TLS, trusting the development certificate authority alone.
async fn intercoms_own_client(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let mut command = node("intercom-client/slice.mjs")?;
    command.env("TROTH_API", server.field("api")).env("TROTH_TOKEN", server.field("token"));
    command.env("NODE_EXTRA_CA_CERTS", server.field("ca"));
    assert_passes(command)?;
    assert!(server.stop()?.success());
    Ok(())
}
