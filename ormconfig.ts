import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from './migrations/index.js';
import { Action } from './src/actions/action.entity.js';
import { ActionStanding } from './src/actions/actionStanding.entity.js';
import { ActionUpdate } from './src/actions/actionUpdate.entity.js';
import { Setting } from './src/actions/escalation/setting.entity.js';
import { Surgery } from './src/actions/surgeries/surgery.entity.js';
import { SurgeryItem } from './src/actions/surgeries/surgeryItem.entity.js';
import { BlackoutMonth } from './src/allocation/availability/blackoutMonth.entity.js';
import { CaseloadEntry } from './src/allocation/caseloads/caseload.entity.js';
import { ExemptionRequest } from './src/allocation/availability/exemptionRequest.entity.js';
import { Exemption } from './src/allocation/availability/exemption.entity.js';
import { NilReturn } from './src/allocation/board/nilReturn.entity.js';
import { CaseloadUpload } from './src/allocation/caseloads/caseloadUpload.entity.js';
import { CaseloadUploadRow } from './src/allocation/caseloads/caseloadUploadRow.entity.js';
import { Pairing } from './src/allocation/pairings/pairing.entity.js';
import { Proposal } from './src/allocation/proposals/proposal.entity.js';
import { ProposalLine } from './src/allocation/proposals/proposalLine.entity.js';
import { Audit } from './src/audits/audit.entity.js';
import { AuditArea } from './src/audits/auditArea.entity.js';
import { Acknowledgement } from './src/concerns/acknowledgement.entity.js';
import { Concern } from './src/concerns/concern.entity.js';
import { ConcernStanding } from './src/concerns/concernStanding.entity.js';
import { ConcernUpdate } from './src/concerns/concernUpdate.entity.js';
import { Counter } from './src/database/counter.entity.js';
import { Submission } from './src/forms/submission.entity.js';
import { HistoryEntry } from './src/history/historyEntry.entity.js';
import { AmbassadorReview } from './src/importing/ambassadorReview.entity.js';
import { Import } from './src/importing/import.entity.js';
import { ProgrammeAudit } from './src/importing/programmeAudit.entity.js';
import { DailyRound } from './src/messages/dailyRound.entity.js';
import { Delivery } from './src/messages/delivery.entity.js';
import { Message } from './src/messages/message.entity.js';
import { SwitchedOff } from './src/messages/switchedOff.entity.js';
import { Account } from './src/people/account.entity.js';
import { Service } from './src/people/service.entity.js';
import { Staff } from './src/people/staff.entity.js';
import { StaffRole } from './src/people/staffRole.entity.js';
import { Team } from './src/people/team.entity.js';
import { Target } from './src/reporting/target.entity.js';

const entities = [
  Account, Acknowledgement, Action, ActionStanding, ActionUpdate, AmbassadorReview, Audit, AuditArea, BlackoutMonth, CaseloadEntry, CaseloadUpload, CaseloadUploadRow, Concern, ConcernStanding,
  ConcernUpdate, Counter, DailyRound, Delivery, Exemption, ExemptionRequest, HistoryEntry, Import, Message, NilReturn, Pairing, ProgrammeAudit, Proposal, ProposalLine, Service, Setting, Staff, StaffRole,
  Submission, Surgery, SurgeryItem, SwitchedOff, Target, Team,
];

// Queries are never logged: their parameters hold case references.
const always = { entities, migrations, synchronize: false, logging: false } as const;

/** What of better-sqlite3's connection is used before TypeORM has it. */
interface SqliteConnection {
  pragma(statement: string): unknown;
}

/** The embedded database, for writing. Every commit is on the disk before it is acknowledged. */
export function sqliteWriter(path: string): DataSource {
  return new DataSource({
    ...always,
    type: 'better-sqlite3',
    database: path,
    enableWAL: true,
    prepareDatabase: (connection: SqliteConnection) => {
      // TypeORM leaves NORMAL under WAL, which may lose acknowledged commits in a power cut.
      connection.pragma('synchronous = FULL');
      connection.pragma('foreign_keys = ON');
    },
  });
}

/** The same file for reading, on a connection that never sees an uncommitted row. */
export function sqliteReader(path: string): DataSource {
  return new DataSource({
    ...always,
    type: 'better-sqlite3',
    database: path,
    readonly: true,
    fileMustExist: true,
    // Pages are read where the system has them in memory instead of being copied, which halves a count over many rows.
    prepareDatabase: (connection: SqliteConnection) => void connection.pragma('mmap_size = 1073741824'),
  });
}

/** PostgreSQL, for reading and writing, through its pool. */
export function postgres(url: string): DataSource {
  // Compiling a count of many conditions takes PostgreSQL ten times as long as counting.
  return new DataSource({ ...always, type: 'postgres', url, parseInt8: true, poolSize: 10, connectTimeoutMS: 5000, extra: { options: '-c jit=off' } });
}

export default (process.env['DATABASE_URL'] ?? '').startsWith('postgres')
  ? postgres(process.env['DATABASE_URL'] ?? '')
  : sqliteWriter((process.env['DATABASE_URL'] ?? '').replace(/^sqlite:/, '') || 'data/plumbline.sqlite');
