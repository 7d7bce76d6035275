import type pg from 'pg';
import { ActionsController } from './actions/actions.controller.js';
import { ActionReads } from './actions/actions.reads.js';
import { ActionsService } from './actions/actions.service.js';
import { ByChildController } from './actions/byChild/byChild.controller.js';
import { ByChildReads } from './actions/byChild/byChild.reads.js';
import { ChildMovesController } from './actions/handover/childMoves.controller.js';
import { ChildMovesReads } from './actions/handover/childMoves.reads.js';
import { ChildMovesService } from './actions/handover/childMoves.service.js';
import { HandOver } from './actions/handover/handOver.service.js';
import { EscalationController } from './actions/escalation/escalation.controller.js';
import { EscalationReads } from './actions/escalation/escalation.reads.js';
import { EscalationService } from './actions/escalation/escalation.service.js';
import { SurgeriesController } from './actions/surgeries/surgeries.controller.js';
import { SurgeryReads } from './actions/surgeries/surgeries.reads.js';
import { SurgeriesService } from './actions/surgeries/surgeries.service.js';
import { SurgeryOutcomesController } from './actions/surgeries/surgeryOutcomes.controller.js';
import { AcceptanceController } from './audits/acceptance.controller.js';
import { AcceptanceService } from './audits/acceptance.service.js';
import { AuditSteps } from './audits/auditSteps.js';
import { AllocationController } from './allocation/allocation.controller.js';
import { BoardController } from './allocation/board/board.controller.js';
import { BoardReads } from './allocation/board/board.reads.js';
import { ExtensionController } from './allocation/board/extension.controller.js';
import { ExtensionService } from './allocation/board/extension.service.js';
import { MonthCloseController } from './allocation/board/monthClose.controller.js';
import { MonthCloseReads } from './allocation/board/monthClose.reads.js';
import { MonthCloseService } from './allocation/board/monthClose.service.js';
import { NilReturnsController } from './allocation/board/nilReturns.controller.js';
import { NilReturnReads } from './allocation/board/nilReturns.reads.js';
import { NilReturnsService } from './allocation/board/nilReturns.service.js';
import { PairingsController } from './allocation/pairings/pairings.controller.js';
import { PairingReads } from './allocation/pairings/pairings.reads.js';
import { PairingsService } from './allocation/pairings/pairings.service.js';
import { RotationController } from './allocation/pairings/rotation.controller.js';
import { RotationService } from './allocation/pairings/rotation.service.js';
import { AllocationReads } from './allocation/allocation.reads.js';
import { DrawInputsReads } from './allocation/proposals/drawInputs.reads.js';
import { ProposalLinesController } from './allocation/proposals/proposalLines.controller.js';
import { ProposalLinesService } from './allocation/proposals/proposalLines.service.js';
import { ProposalsController } from './allocation/proposals/proposals.controller.js';
import { ProposalsReads } from './allocation/proposals/proposals.reads.js';
import { ProposalsService } from './allocation/proposals/proposals.service.js';
import { AllocationService } from './allocation/allocation.service.js';
import { CaseloadsController } from './allocation/caseloads/caseloads.controller.js';
import { CaseloadReads } from './allocation/caseloads/caseloads.reads.js';
import { CaseloadsService } from './allocation/caseloads/caseloads.service.js';
import { AvailabilityController } from './allocation/availability/availability.controller.js';
import { AvailabilityReads } from './allocation/availability/availability.reads.js';
import { BlackoutMonthsController } from './allocation/availability/blackoutMonths.controller.js';
import { BlackoutReads } from './allocation/availability/blackoutMonths.reads.js';
import { BlackoutMonthsService } from './allocation/availability/blackoutMonths.service.js';
import { ExemptionRequestsController } from './allocation/availability/exemptionRequests.controller.js';
import { ExemptionRequestReads } from './allocation/availability/exemptionRequests.reads.js';
import { ExemptionRequestsService } from './allocation/availability/exemptionRequests.service.js';
import { ExemptionsController } from './allocation/availability/exemptions.controller.js';
import { ExemptionReads } from './allocation/availability/exemptions.reads.js';
import { ExemptionsService } from './allocation/availability/exemptions.service.js';
import { AuditReads } from './audits/audits.reads.js';
import { AuditsController } from './audits/audits.controller.js';
import { AuditsService } from './audits/audits.service.js';
import { AuditsStore } from './audits/audits.store.js';
import { AuditListReads } from './audits/auditList.reads.js';
import { CaptureController } from './audits/capture.controller.js';
import { CaptureReads } from './audits/capture.reads.js';
import { CaptureService } from './audits/capture.service.js';
import { WritingDesk } from './audits/writingDesk.js';
import { WrittenActionsController } from './audits/writtenActions.controller.js';
import { AcknowledgementReads } from './concerns/acknowledgement.reads.js';
import { AcknowledgementsController } from './concerns/acknowledgements.controller.js';
import { AcknowledgementsService } from './concerns/acknowledgements.service.js';
import { ConcernListController } from './concerns/concernList.controller.js';
import { ConcernListReads } from './concerns/concernList.reads.js';
import { ConcernMovesService } from './concerns/concernMoves.service.js';
import { ConcernsController } from './concerns/concerns.controller.js';
import { ConcernReads } from './concerns/concerns.reads.js';
import { ConcernsService } from './concerns/concerns.service.js';
import { ReopeningController } from './concerns/reopening.controller.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import { Submissions } from './forms/submissions.js';
import { HistoryStore, plumbline } from './history/history.store.js';
import { DeliveriesStore } from './messages/deliveries.store.js';
import { Mailer } from './messages/mailer.js';
import { MailRun } from './messages/mailRun.service.js';
import { MessagesController } from './messages/messages.controller.js';
import { MessagesReads } from './messages/messages.reads.js';
import { OutboxController } from './messages/outbox.controller.js';
import { OutboxReads } from './messages/outbox.reads.js';
import { RemindersReads } from './messages/reminders.reads.js';
import { MessagesService } from './messages/messages.service.js';
import { ModerationController } from './moderation/moderation.controller.js';
import { ModerationService } from './moderation/moderation.service.js';
import { ImportingController } from './importing/importing.controller.js';
import { ImportRunsStore } from './importing/importRuns.store.js';
import { ImportsService } from './importing/imports.service.js';
import { AccountsService } from './people/accounts.service.js';
import { LeadersReads } from './people/leaders.reads.js';
import { OrganisationController } from './people/organisation.controller.js';
import { OrganisationReads } from './people/organisation.reads.js';
import { OrganisationService } from './people/organisation.service.js';
import { PeopleController } from './people/people.controller.js';
import { PeopleReads } from './people/people.reads.js';
import { SignInController } from './people/signIn.controller.js';
import { signInWith } from './people/signIn.js';
import { SignInLimits } from './people/signInLimits.js';
import { StaffReads } from './people/staff.reads.js';
import { StaffService } from './people/staff.service.js';
import { StaffStore } from './people/staff.store.js';
import { BehindReads } from './reporting/behind.reads.js';
import { FiguresController } from './reporting/figures.controller.js';
import { FiguresReads } from './reporting/figures.reads.js';
import { FollowUpController } from './reporting/followUp.controller.js';
import { FollowUpReads } from './reporting/followUp.reads.js';
import { ImpactReads } from './reporting/impact.reads.js';
import { TargetsController } from './reporting/targets.controller.js';
import { TargetsService } from './reporting/targets.service.js';
import { TrackerService } from './reporting/tracker.service.js';
import type { Clock } from './shared/clock.js';
import type { Logger } from './web/log.js';
import { openSessions } from './web/sessions.js';
import { WorkController } from './work/work.controller.js';
import { WorkReads } from './work/work.reads.js';

/** What everything is made from. */
export interface Foundations {
  config: Config;
  database: Database;
  clock: Clock;
  log: Logger;
  /** PostgreSQL connections for what keeps tables of its own (sessions, sign-in limits); null on SQLite. */
  pool: pg.Pool | null;
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** All wiring, by hand. */
export async function createServices({ config, database, clock, log, pool }: Foundations) {
  const history = new HistoryStore(database, clock);
  const submissions = new Submissions(database, clock);
  const messages = new MessagesService(database, clock);
  const messagesReads = new MessagesReads(database);
  const deliveries = new DeliveriesStore(database, clock, config.baseUrl.hostname);
  const sendsMail = config.mail !== null;
  const handOver = new HandOver(database, history, messages, clock);
  const mailRun = new MailRun({
    database, messages, reads: messagesReads, reminders: new RemindersReads(database), store: deliveries, mailer: config.mail && new Mailer(config.mail),
    daily: [() => handOver.run(plumbline), () => concerns.remindOfUpdates(), () => escalation.run(), () => acknowledgements.remind()], clock, log, site: config.baseUrl, hour: config.digestHour,
  });
  const people = new PeopleReads(database);
  const staffStore = new StaffStore(database);
  const staffReads = new StaffReads(database);
  const staff = new StaffService(database, staffStore, staffReads, history, handOver);
  const accounts = new AccountsService(database, people, staffStore, history, clock);
  const [limits, sessions] = await database.alone(async () => [await SignInLimits.open(pool), await openSessions(config, pool)] as const);
  const authenticator = signInWith(people);
  const signIn = new SignInController(authenticator, accounts, people, limits, clock, log);
  const peopleController = new PeopleController(staff, staffReads, accounts, history, submissions, limits, clock);
  const organisationReads = new OrganisationReads(database);
  const concernMoves = new ConcernMovesService(database, history, messages, clock);
  const organisation = new OrganisationService(database, organisationReads, history, handOver, concernMoves);
  const actionReads = new ActionReads(database, clock);
  const childMovesReads = new ChildMovesReads(database, clock);
  const childMoves = new ChildMovesService(database, history, childMovesReads, actionReads, handOver, concernMoves);
  const byChildReads = new ByChildReads(database, actionReads, clock);
  const actions = new ActionsService(database, history, actionReads, messages, handOver, childMoves, clock);
  const surgeryReads = new SurgeryReads(database, actionReads, clock);
  const surgeries = new SurgeriesService(database, surgeryReads, actions, actionReads, messages, history, clock);
  const concernReads = new ConcernReads(database, clock);
  const leaders = new LeadersReads(database);
  const concerns = new ConcernsService(database, history, concernReads, leaders, messages, clock);
  const acknowledgementReads = new AcknowledgementReads(database);
  const acknowledgements = new AcknowledgementsService(database, acknowledgementReads, leaders, history, messages, clock);
  const escalationReads = new EscalationReads(database);
  const escalation = new EscalationService(database, escalationReads, leaders, history, messages, clock);
  const auditsStore = new AuditsStore(database);
  const auditReads = new AuditReads(database, auditsStore);
  const allocationReads = new AllocationReads(database, clock);
  const audits = new AuditsService(database, auditsStore, history, messages, clock);
  const pairingReads = new PairingReads(database);
  const rotation = new RotationService(database, pairingReads, history, clock);
  const allocation = new AllocationService(database, allocationReads, auditReads, audits, history, clock);
  const proposalsReads = new ProposalsReads(database);
  const drawInputs = new DrawInputsReads(database, allocationReads);
  const proposals = new ProposalsService(database, proposalsReads, drawInputs, allocationReads, audits, history, clock);
  const proposalLines = new ProposalLinesService(database, proposals, proposalsReads, drawInputs, allocationReads, history, clock);
  const caseloadReads = new CaseloadReads(database);
  const caseloads = new CaseloadsService(database, caseloadReads, childMoves, childMovesReads, history, clock);
  const captureReads = new CaptureReads(database, actionReads);
  const capture = new CaptureService(database, auditsStore, captureReads, actions, actionReads, concerns, concernReads, history, messages, clock);
  const desk = new WritingDesk(auditReads, submissions);
  const auditSteps = new AuditSteps(database, auditsStore, auditReads, history);
  const moderation = new ModerationService(database, auditSteps, messages, clock);
  const acceptance = new AcceptanceService(database, auditSteps, concerns, childMoves, history, messages, clock);
  const boardReads = new BoardReads(database, pairingReads);
  const monthCloseReads = new MonthCloseReads(database);
  const monthClose = new MonthCloseService(database, monthCloseReads, auditSteps, history, messages, clock);
  const nilReturnReads = new NilReturnReads(database);
  const extensions = new ExtensionService(database, auditSteps, nilReturnReads, clock);
  const nilReturns = new NilReturnsService(database, nilReturnReads, history, clock);
  const blackoutReads = new BlackoutReads(database);
  const blackoutMonths = new BlackoutMonthsService(database, blackoutReads, history, clock);
  const exemptionReads = new ExemptionReads(database);
  const exemptions = new ExemptionsService(database, exemptionReads, history, clock);
  const exemptionRequestReads = new ExemptionRequestReads(database);
  const exemptionRequests = new ExemptionRequestsService(database, exemptionRequestReads, auditSteps, messages, history, clock);
  const figuresReads = new FiguresReads(database);
  const followUpReads = new FollowUpReads(database);
  const tracker = new TrackerService(database, followUpReads, history, clock);
  const targets = new TargetsService(database, history);
  const importRuns = new ImportRunsStore(database);
  const imports = new ImportsService(database, importRuns, history, clock, log);

  return {
    config,
    database,
    clock,
    log,
    history,
    submissions,
    people,
    accounts,
    actionReads,
    actions,
    surgeries,
    handOver,
    childMoves,
    concernReads,
    concerns,
    auditReads,
    allocation,
    proposals,
    proposalsReads,
    caseloads,
    blackoutMonths,
    exemptions,
    escalation,
    exemptionRequests,
    nilReturns,
    capture,
    moderation,
    imports,
    messages,
    mailRun,
    authenticator,
    sessions,
    controllers: {
      figures: new FiguresController(figuresReads, new BehindReads(database), new ImpactReads(database), clock),
      followUp: new FollowUpController(followUpReads, figuresReads, tracker, clock),
      targets: new TargetsController(targets, figuresReads, history, submissions),
      work: new WorkController(new WorkReads(database, concernReads), byChildReads, actionReads, clock),
      signIn,
      board: new BoardController(boardReads, nilReturnReads, clock),
      extension: new ExtensionController(extensions, submissions, clock),
      monthClose: new MonthCloseController(monthClose, monthCloseReads, boardReads, submissions, clock),
      nilReturns: new NilReturnsController(nilReturns, nilReturnReads, submissions, clock),
      caseloads: new CaseloadsController(caseloads, caseloadReads, childMovesReads, submissions, clock),
      allocation: new AllocationController(allocation, allocationReads, auditReads, submissions, clock),
      proposals: new ProposalsController(proposals, proposalsReads, history, submissions, clock),
      proposalLines: new ProposalLinesController(proposalLines, proposalsReads, drawInputs, history, submissions, clock),
      pairings: new PairingsController(new PairingsService(database, pairingReads, history, clock), rotation, pairingReads, history, submissions, clock),
      rotation: new RotationController(rotation, submissions, clock),
      availability: new AvailabilityController(new AvailabilityReads(database), clock),
      blackoutMonths: new BlackoutMonthsController(blackoutMonths, blackoutReads, submissions, clock),
      exemptions: new ExemptionsController(exemptions, exemptionReads, history, submissions, clock),
      exemptionRequests: new ExemptionRequestsController(exemptionRequests, exemptionRequestReads, history, submissions, clock),
      audits: new AuditsController(new AuditListReads(database), auditReads, actionReads, concernReads, history, clock),
      capture: new CaptureController(desk, capture, auditReads, captureReads, actionReads, concernReads, clock),
      writtenActions: new WrittenActionsController(desk, capture, captureReads, actionReads),
      moderation: new ModerationController(moderation, submissions),
      acceptance: new AcceptanceController(acceptance, actionReads, concernReads, submissions),
      childMoves: new ChildMovesController(childMoves, childMovesReads, actionReads, submissions),
      byChild: new ByChildController(byChildReads, actionReads, actions, submissions, clock),
      surgeries: new SurgeriesController(surgeries, surgeryReads, history, submissions, clock),
      surgeryOutcomes: new SurgeryOutcomesController(surgeries, surgeryReads, actionReads, history, submissions, clock),
      actions: new ActionsController(actions, actionReads, escalationReads, history, submissions, clock),
      concernList: new ConcernListController(new ConcernListReads(database), concernReads, clock),
      reopening: new ReopeningController(concerns, concernReads, history, submissions),
      acknowledgements: new AcknowledgementsController(acknowledgements, submissions),
      escalation: new EscalationController(escalation, escalationReads, leaders, history, submissions, clock),
      concerns: new ConcernsController(concerns, concernReads, acknowledgementReads, history, submissions, clock),
      importing: new ImportingController(imports, importRuns, submissions),
      messages: new MessagesController(messages, messagesReads, submissions, sendsMail),
      outbox: new OutboxController(deliveries, new OutboxReads(database, clock), submissions, sendsMail, clock),
      people: peopleController,
      teams: new OrganisationController('team', organisation, organisationReads, staffReads, history, submissions),
      services: new OrganisationController('service', organisation, organisationReads, staffReads, history, submissions),
    },
  };
}
