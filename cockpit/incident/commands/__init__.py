"""What a person can ask for: one frozen class for each act, in the imperative."""

from __future__ import annotations

from cockpit.incident.commands.decisions import (
    Allow as Allow,
)
from cockpit.incident.commands.decisions import (
    AskObjections as AskObjections,
)
from cockpit.incident.commands.decisions import (
    CloseHypothesis as CloseHypothesis,
)
from cockpit.incident.commands.decisions import (
    Decide as Decide,
)
from cockpit.incident.commands.decisions import (
    Disallow as Disallow,
)
from cockpit.incident.commands.decisions import (
    Object as Object,
)
from cockpit.incident.commands.decisions import (
    OpenHypothesis as OpenHypothesis,
)
from cockpit.incident.commands.entries import (
    Comment as Comment,
)
from cockpit.incident.commands.entries import (
    Correct as Correct,
)
from cockpit.incident.commands.entries import (
    Import as Import,
)
from cockpit.incident.commands.entries import (
    ImportRow as ImportRow,
)
from cockpit.incident.commands.entries import (
    Log as Log,
)
from cockpit.incident.commands.entries import (
    Redact as Redact,
)
from cockpit.incident.commands.entries import (
    Star as Star,
)
from cockpit.incident.commands.entries import (
    Unstar as Unstar,
)
from cockpit.incident.commands.loop import (
    CheckIn as CheckIn,
)
from cockpit.incident.commands.loop import (
    EndTimer as EndTimer,
)
from cockpit.incident.commands.loop import (
    LeaveCheckIn as LeaveCheckIn,
)
from cockpit.incident.commands.loop import (
    SetTimer as SetTimer,
)
from cockpit.incident.commands.loop import (
    Snooze as Snooze,
)
from cockpit.incident.commands.loop import (
    StartCheckIn as StartCheckIn,
)
from cockpit.incident.commands.measures import (
    Acknowledge as Acknowledge,
)
from cockpit.incident.commands.measures import (
    Answer as Answer,
)
from cockpit.incident.commands.measures import (
    Approve as Approve,
)
from cockpit.incident.commands.measures import (
    AskBack as AskBack,
)
from cockpit.incident.commands.measures import (
    DoneAlready as DoneAlready,
)
from cockpit.incident.commands.measures import (
    Finish as Finish,
)
from cockpit.incident.commands.measures import (
    Propose as Propose,
)
from cockpit.incident.commands.measures import (
    RecordRun as RecordRun,
)
from cockpit.incident.commands.measures import (
    Refuse as Refuse,
)
from cockpit.incident.commands.measures import (
    Start as Start,
)
from cockpit.incident.commands.measures import (
    Withdraw as Withdraw,
)
from cockpit.incident.commands.people import (
    AcceptHandoff as AcceptHandoff,
)
from cockpit.incident.commands.people import (
    AcknowledgeTakeover as AcknowledgeTakeover,
)
from cockpit.incident.commands.people import (
    AssignRole as AssignRole,
)
from cockpit.incident.commands.people import (
    CheckContext as CheckContext,
)
from cockpit.incident.commands.people import (
    DeclineHandoff as DeclineHandoff,
)
from cockpit.incident.commands.people import (
    Delegate as Delegate,
)
from cockpit.incident.commands.people import (
    EndDelegation as EndDelegation,
)
from cockpit.incident.commands.people import (
    Feel as Feel,
)
from cockpit.incident.commands.people import (
    Fetch as Fetch,
)
from cockpit.incident.commands.people import (
    GiveContext as GiveContext,
)
from cockpit.incident.commands.people import (
    Join as Join,
)
from cockpit.incident.commands.people import (
    KeepRoles as KeepRoles,
)
from cockpit.incident.commands.people import (
    OfferHandoff as OfferHandoff,
)
from cockpit.incident.commands.people import (
    Release as Release,
)
from cockpit.incident.commands.people import (
    RelieveRole as RelieveRole,
)
from cockpit.incident.commands.people import (
    SetTask as SetTask,
)
from cockpit.incident.commands.people import (
    TakeCommand as TakeCommand,
)
from cockpit.incident.commands.phases import (
    Amend as Amend,
)
from cockpit.incident.commands.phases import (
    Announce as Announce,
)
from cockpit.incident.commands.phases import (
    Close as Close,
)
from cockpit.incident.commands.phases import (
    Declare as Declare,
)
from cockpit.incident.commands.phases import (
    Reopen as Reopen,
)
from cockpit.incident.commands.phases import (
    ReportImpact as ReportImpact,
)
from cockpit.incident.commands.phases import (
    Resolve as Resolve,
)
from cockpit.incident.commands.phases import (
    SetSeverity as SetSeverity,
)
from cockpit.incident.commands.phases import (
    StandDown as StandDown,
)
from cockpit.incident.commands.review import (
    ChooseFacilitator as ChooseFacilitator,
)
from cockpit.incident.commands.review import (
    FinishReread as FinishReread,
)
from cockpit.incident.commands.review import (
    RecordTicket as RecordTicket,
)
from cockpit.incident.commands.review import (
    SignOff as SignOff,
)
from cockpit.incident.commands.telling import (
    AnswerQuestion as AnswerQuestion,
)
from cockpit.incident.commands.telling import (
    ApproveStatement as ApproveStatement,
)
from cockpit.incident.commands.telling import (
    AskQuestion as AskQuestion,
)
from cockpit.incident.commands.telling import (
    DraftStatement as DraftStatement,
)
from cockpit.incident.commands.telling import (
    DropStatement as DropStatement,
)
from cockpit.incident.commands.telling import (
    ForwardQuestion as ForwardQuestion,
)
from cockpit.incident.commands.telling import (
    Tell as Tell,
)
from cockpit.incident.commands.telling import (
    Waive as Waive,
)

Command = (
    Declare | Log | Import | Correct | Comment | Star | Unstar | Redact | Join | TakeCommand | AssignRole
    | RelieveRole | OfferHandoff | AcceptHandoff | DeclineHandoff | Feel | Release | SetTask | Delegate
    | EndDelegation | Fetch | GiveContext | CheckContext | SetSeverity | ReportImpact | Propose | Approve
    | Refuse | AskBack | Answer | Withdraw | Start | Finish | DoneAlready | Acknowledge | RecordRun
    | Decide | AskObjections | Object | Allow | Disallow | OpenHypothesis | CloseHypothesis | StartCheckIn
    | LeaveCheckIn | CheckIn | SetTimer | EndTimer | Snooze | Tell | Waive | DraftStatement
    | ApproveStatement | DropStatement | AskQuestion | ForwardQuestion | AnswerQuestion | Announce | Amend
    | Resolve | Reopen | Close | StandDown | SignOff | FinishReread | ChooseFacilitator | RecordTicket
    | AcknowledgeTakeover | KeepRoles
)  # fmt: skip
