//! The loop of the server: it carries things between the editor, the drives and what is known. It never waits for a drive, and takes all that has come
//! before it works anything out, so that it does not fall behind a quick hand.

use std::collections::HashSet;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, InitializeParams, SaveOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::background::{Answer, FoundDrive, Reader, find_drive};
use super::diagnostics::Published;
use super::open_drive::OpenDrive;
use super::places::Units;
use super::requests::HANDLERS;
use super::unfound::Unfound;
use super::wire;
use super::workspace::{Client, Workspace};
use crate::drive::{Cache, DriveError, Mount, Progress, mount_of};
use crate::watch::{Moment, Pace};

/// The most messages that are taken before something is worked out.
const MOST_AT_ONCE: usize = 10_000;
/// The server wakes at least this often while a drive is open, so that it sees midnight.
const WAKE: Duration = Duration::from_secs(1);

/// What the server has of the program.
pub struct Host<'h> {
    /// The one drive that counts, links resolved; where there is none, a drive is found around each file.
    pub drive: Option<PathBuf>,
    /// The clocks.
    pub clock: &'h dyn Fn() -> Moment,
    /// The cache of a drive, if there is one.
    pub cache: &'h dyn Fn(&Path) -> Option<Cache>,
}

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The editor said that it would end, and then that it does.
    Asked,
    /// The editor ended without having said so, or is gone.
    Unasked,
}

/// Serves one editor, until it ends.
pub fn serve(input: impl BufRead + Send + 'static, output: &mut dyn Write, host: &Host<'_>) -> io::Result<Ended> {
    let (tell, events) = channel();
    let from_client = tell.clone();
    // Nobody waits for this thread: it may be waiting for an editor that says nothing more.
    std::thread::Builder::new().name("editor".to_owned()).spawn(move || listen(input, &from_client))?;
    let server = Server {
        output,
        host,
        tell,
        workspace: Workspace::new(Client::default()),
        published: Published::default(),
        unfound: Unfound::default(),
        stage: Stage::New,
        next_id: 0,
    };
    match server.run(&events) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ended::Unasked),
        ended => ended,
    }
}

/// What the loop is told.
enum Event {
    Message(Message),
    /// The editor sent something that is no message.
    Malformed,
    /// The editor is gone, or cannot be understood any more.
    Gone(Option<io::Error>),
    /// The drive around a text was looked for.
    Found(String, Option<FoundDrive>),
    /// A drive was read.
    Read(PathBuf, Result<Answer, DriveError>),
}

fn listen(mut input: impl BufRead, tell: &Sender<Event>) {
    loop {
        let event = match wire::read(&mut input) {
            Ok(Some(Some(message))) => Event::Message(message),
            Ok(Some(None)) => Event::Malformed,
            Ok(None) => Event::Gone(None),
            Err(error) => Event::Gone(Some(error)),
        };
        let is_last = matches!(event, Event::Gone(_));
        if tell.send(event).is_err() || is_last {
            return;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Running,
    ShutDown,
}

struct Server<'s> {
    output: &'s mut dyn Write,
    host: &'s Host<'s>,
    tell: Sender<Event>,
    workspace: Workspace,
    published: Published,
    unfound: Unfound,
    stage: Stage,
    next_id: i32,
}

impl Server<'_> {
    fn run(mut self, events: &Receiver<Event>) -> io::Result<Ended> {
        loop {
            let now = (self.host.clock)();
            let (told, next) = self.workspace.turn(&now);
            for line in told {
                self.show_message(&line)?;
            }
            for (uri, file) in self.unfound.due(now.steady) {
                self.look_for_drive(uri, file);
            }
            let next = next.into_iter().chain(self.unfound.next()).min();
            let first = match next {
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(next) => {
                    events.recv_timeout(next.saturating_sub(now.steady).clamp(Duration::from_millis(1), WAKE))
                }
            };
            let mut batch: Vec<_> = first.into_iter().collect();
            batch.extend(events.try_iter().take(MOST_AT_ONCE));
            let cancelled = cancelled(&batch);
            for event in batch {
                if let Some(ended) = self.take(event, &cancelled)? {
                    return Ok(ended);
                }
            }
            self.publish()?;
        }
    }

    fn take(&mut self, event: Event, cancelled: &HashSet<RequestId>) -> io::Result<Option<Ended>> {
        match event {
            Event::Message(Message::Request(request)) => self.answer(request, cancelled)?,
            Event::Message(Message::Notification(notification)) => return self.heed(notification),
            // Whatever the editor answers, nothing follows from it.
            Event::Message(Message::Response(_)) => {}
            Event::Malformed => wire::write_malformed(self.output)?,
            Event::Gone(None) => return Ok(Some(self.ended())),
            Event::Gone(Some(error)) => return Err(error),
            Event::Found(uri, Some(found)) => {
                self.unfound.settled(&uri);
                self.found(&uri, &found)?;
            }
            Event::Found(uri, None) => self.unfound.missed(&uri, (self.host.clock)().steady),
            Event::Read(given, answer) => {
                let now = (self.host.clock)();
                if let Some(line) = self.workspace.take(&given, answer, &now) {
                    self.show_message(&line)?;
                }
            }
        }
        Ok(None)
    }

    fn ended(&self) -> Ended {
        if self.stage == Stage::ShutDown { Ended::Asked } else { Ended::Unasked }
    }

    // Requests.

    fn answer(&mut self, request: Request, cancelled: &HashSet<RequestId>) -> io::Result<()> {
        let Request { id, method, params } = request;
        let refused = |code: ErrorCode, message: &str| {
            Err(ResponseError { code: code as i32, message: message.to_owned(), data: None })
        };
        let result = match (self.stage, method.as_str()) {
            (Stage::New, "initialize") => self.initialize(params),
            (Stage::New, _) => refused(ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (_, "initialize") => refused(ErrorCode::InvalidRequest, "`initialize` comes once"),
            (Stage::ShutDown, _) => refused(ErrorCode::InvalidRequest, "the server was shut down"),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, _) if cancelled.contains(&id) => refused(ErrorCode::RequestCanceled, "cancelled"),
            (Stage::Running, method) => match HANDLERS.iter().find(|handler| handler.method == method) {
                Some(handler) => (handler.answer)(&mut self.workspace, params).map_err(|refusal| refusal.as_error()),
                None => refused(ErrorCode::MethodNotFound, "there is no such request here"),
            },
        };
        wire::write(self.output, &Message::Response(Response { id, response_result: result }))?;
        for (method, params) in std::mem::take(&mut self.workspace.to_ask) {
            self.ask(method, params)?;
        }
        Ok(())
    }

    /// Asks the editor for something. Nothing here depends on the answer.
    fn ask(&mut self, method: &str, params: Value) -> io::Result<()> {
        self.next_id += 1;
        let request = Request { id: RequestId::from(self.next_id), method: method.to_owned(), params };
        wire::write(self.output, &Message::Request(request))
    }

    fn initialize(&mut self, params: Value) -> Result<Value, ResponseError> {
        let params: InitializeParams = serde_json::from_value(params).map_err(|_| ResponseError {
            code: ErrorCode::InvalidParams as i32,
            message: "`initialize` is malformed".to_owned(),
            data: None,
        })?;
        let client = client(&params);
        let mut capabilities = ServerCapabilities {
            position_encoding: Some(client.units.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(SaveOptions { include_text: Some(false) }.into()),
                ..TextDocumentSyncOptions::default()
            })),
            ..ServerCapabilities::default()
        };
        for handler in HANDLERS {
            (handler.offer)(&client, &mut capabilities);
        }
        self.workspace = Workspace::new(client);
        self.stage = Stage::Running;
        Ok(json!({
            "capabilities": capabilities,
            "serverInfo": { "name": "spoc", "version": env!("CARGO_PKG_VERSION") },
        }))
    }

    // Notifications.

    fn heed(&mut self, notification: Notification) -> io::Result<Option<Ended>> {
        let Notification { method, params } = notification;
        if method == "exit" {
            return Ok(Some(self.ended()));
        }
        if self.stage != Stage::Running {
            return Ok(None);
        }
        match method.as_str() {
            "initialized" => self.ask_to_be_told()?,
            "textDocument/didOpen" => {
                if let Some(DidOpenTextDocumentParams { text_document }) = read(params) {
                    let uri = text_document.uri.as_str().to_owned();
                    self.published.forget(&uri);
                    self.unfound.settled(&uri);
                    if let Some(file) = self.workspace.open(&uri, text_document.version, text_document.text) {
                        self.unfound.searching(&uri, file.clone());
                        self.look_for_drive(uri, file);
                    }
                }
            }
            "textDocument/didChange" => {
                if let Some(DidChangeTextDocumentParams { text_document, content_changes }) = read(params) {
                    self.unfound.touched(text_document.uri.as_str());
                    self.workspace.change(text_document.uri.as_str(), text_document.version, content_changes);
                }
            }
            "textDocument/didSave" => {
                if let Some(DidSaveTextDocumentParams { text_document, .. }) = read(params) {
                    self.unfound.touched(text_document.uri.as_str());
                    self.workspace.saved(text_document.uri.as_str());
                }
            }
            "textDocument/didClose" => {
                if let Some(DidCloseTextDocumentParams { text_document }) = read(params) {
                    self.published.forget(text_document.uri.as_str());
                    self.unfound.settled(text_document.uri.as_str());
                    self.workspace.close(text_document.uri.as_str());
                }
            }
            "workspace/didChangeWatchedFiles" => {
                if let Some(DidChangeWatchedFilesParams { changes }) = read(params) {
                    changes.iter().for_each(|change| self.workspace.changed_on_disk(change.uri.as_str()));
                }
            }
            _ => {}
        }
        Ok(None)
    }

    /// Asks the editor to tell of files that change in its folder.
    fn ask_to_be_told(&mut self) -> io::Result<()> {
        if !self.workspace.client.registers_watchers {
            return Ok(());
        }
        let watchers = json!({ "watchers": [{ "globPattern": "**/*" }] });
        let registration =
            json!({ "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": watchers });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }))
    }

    fn show_message(&mut self, line: &str) -> io::Result<()> {
        self.notify("window/showMessage", json!({ "type": 2, "message": line }))
    }

    fn notify(&mut self, method: &str, params: Value) -> io::Result<()> {
        wire::write(self.output, &Message::Notification(Notification { method: method.to_owned(), params }))
    }

    fn publish(&mut self) -> io::Result<()> {
        if self.stage != Stage::Running || !self.workspace.has_changed() {
            return Ok(());
        }
        let units = self.workspace.client.units;
        for params in self.published.update(self.workspace.shown(), units) {
            self.notify("textDocument/publishDiagnostics", params)?;
        }
        Ok(())
    }

    // Drives.

    /// Looks for the drive around a text. Each is looked for on a thread of its own, as a drive may freeze.
    fn look_for_drive(&self, uri: String, file: PathBuf) {
        let (tell, named) = (self.tell.clone(), self.host.drive.clone());
        let thread = std::thread::Builder::new().name("finder".to_owned());
        // Where the system gives no thread, the text is left alone.
        let _ = thread.spawn(move || {
            let found = find_drive(&file, named.as_deref());
            let _ = tell.send(Event::Found(uri, found));
        });
    }

    fn found(&mut self, uri: &str, found: &FoundDrive) -> io::Result<()> {
        if let Some(new) = self.workspace.found(uri, found) {
            let drive = self.open_drive(new)?;
            self.workspace.add(drive);
            self.workspace.found(uri, found);
        }
        Ok(())
    }

    fn open_drive(&self, found: &FoundDrive) -> io::Result<OpenDrive> {
        let FoundDrive { given, root, .. } = found.clone();
        let progress = Arc::new(Progress::default());
        let reader = Reader { cache: (self.host.cache)(&root), root: root.clone(), progress: Arc::clone(&progress) };
        let (asks, asked) = channel();
        let (tell, name) = (self.tell.clone(), given.clone());
        let thread = std::thread::Builder::new().name("drive".to_owned());
        thread.spawn(move || reader.run(&asked, |answer| tell.send(Event::Read(name.clone(), answer)).is_ok()))?;
        let pace = if mount_of(&root) == Mount::Local { Pace::LOCAL } else { Pace::NETWORK };
        Ok(OpenDrive::new(given, &root, asks, progress, pace, &(self.host.clock)()))
    }
}

/// The requests that the editor has taken back.
fn cancelled(batch: &[Event]) -> HashSet<RequestId> {
    let ids = batch.iter().filter_map(|event| match event {
        Event::Message(Message::Notification(one)) if one.method == "$/cancelRequest" => {
            serde_json::from_value(one.params.get("id")?.clone()).ok()
        }
        _ => None,
    });
    ids.collect()
}

/// What a notification says. One that is malformed is passed over: there is no answer to it.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

fn client(params: &InitializeParams) -> Client {
    let capabilities = &params.capabilities;
    let workspace = capabilities.workspace.as_ref();
    let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
    let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    let general = capabilities.general.as_ref();
    let rename = capabilities.text_document.as_ref().and_then(|texts| texts.rename.as_ref());
    let operations = edit.and_then(|edit| edit.resource_operations.as_ref());
    Client {
        units: Units::agreed(general.and_then(|general| general.position_encodings.as_deref())),
        takes_document_changes: edit.and_then(|edit| edit.document_changes).unwrap_or(false),
        prepares_renames: rename.and_then(|rename| rename.prepare_support).unwrap_or(false),
        asks_before_changes: edit.is_some_and(|edit| edit.change_annotation_support.is_some()),
        renames_files: operations.is_some_and(|all| all.contains(&lsp_types::ResourceOperationKind::Rename)),
        registers_watchers: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
    }
}
