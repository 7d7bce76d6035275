import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Database } from '../../database/database.js';
import { monthInWords, type Day } from '../../shared/day.js';
import { addMonths, type Month } from '../../shared/month.js';
import { auditCounts, type AllocationReads } from '../allocation.reads.js';
import { monthsBetweenAudits, type Candidate } from '../allocationRules.js';
import type { Reaudit } from '../reaudit.js';
import { expectedAuditors, inPost } from '../availability/availability.js';
import { readMonthsOff, readWorkforce } from '../availability/workforce.reads.js';
import { coverageBefore, type AuditCounted } from './coverage.js';
import type { DrawInputs } from './draw.js';
import { auditsInTheWay, noModerator, type Auditor, type Child, type Moderator } from './rules.js';

export interface People {
  /** Everyone with the role of auditor and everyone of whom an audit is expected; `waiting`: it is, and they have neither an audit of the month nor an exemption from it. */
  auditors: Map<number, Auditor & { waiting: boolean }>;
  /** Everyone with the role of moderator, and whoever an auditor is paired with. */
  moderators: Map<number, Moderator>;
}

type AuditRow = AuditCounted & { counts: boolean };

const childColumns = 'caseload.case_ref as "caseRef", caseload.date_of_birth as "dateOfBirth", caseload.team_id as "teamId", caseload.cohort, caseload.reviewing_officer_id as "reviewingOfficerId"';

/** What a draw looks at, and what a proposal is checked against later. */
export class DrawInputsReads {
  constructor(
    private readonly database: Database,
    private readonly allocation: AllocationReads,
  ) {}

  /** All that a draw for `month` from the caseload of `caseloadMonth` looks at. */
  async inputs(month: Month, caseloadMonth: Month, seed: string, today: Day): Promise<DrawInputs> {
    const children = await this.database.query<Child>(
      `select ${childColumns} from caseload join teams on teams.id = caseload.team_id where caseload.month = :caseloadMonth and teams.programme = 'social_care'`,
      { caseloadMonth },
    );
    const teams = await this.database.query<{ id: number; name: string }>("select id, name from teams where programme = 'social_care' order by name");
    const officers = await this.database.query<{ id: number; name: string }>(
      'select id, name from staff where id in (select reviewing_officer_id from caseload where month = :caseloadMonth) order by name, id',
      { caseloadMonth },
    );
    const people = await this.people(month, today);
    const waiting = [...people.auditors.values()].filter((auditor) => auditor.waiting).map(({ waiting: _, ...auditor }) => auditor);
    const paired = new Set(waiting.map((auditor) => auditor.pairedWithId));
    const audits = await this.audits(month);
    const inCaseload = new Set(children.map((child) => child.caseRef));
    const counted = audits.filter((audit) => audit.counts && audit.month <= month);
    const coverage = coverageBefore(children, counted, { teams, officers }, { month, threeMonthsFrom: addMonths(month, -3) });
    // Reading tens of thousands of children takes a quarter of a second, and so does what follows.
    await letOthersWork();
    return {
      month,
      caseloadMonth,
      seed,
      children,
      auditors: waiting,
      moderators: [...people.moderators.values()].filter((moderator) => moderator.capacity > 0 || paired.has(moderator.id)),
      audited: [...auditsInTheWay(audits, month)].filter(([caseRef]) => inCaseload.has(caseRef)),
      coverage,
      reaudits: [...(await this.allocation.reauditsDue(month)).values()].filter(({ caseRef }) => inCaseload.has(caseRef)),
    };
  }

  /** Who can be given a child and who can moderate in `month`, as things stand. */
  async people(month: Month, today: Day): Promise<People> {
    const workforce = await readWorkforce(this.database, today);
    const choices = await this.allocation.choices(month, workforce);
    const expected = new Map(expectedAuditors(workforce, month).map((person) => [person.staffId, person.name]));
    const exempted = new Set((await readMonthsOff(this.database, today, month, month)).map(({ staffId }) => staffId));
    const auditing = new Set((await this.database.query<{ id: number }>('select distinct auditor_id as id from audits where month = :month', { month })).map(({ id }) => id));
    const auditors = new Map(
      choices.auditors.map((one) => {
        const unfit =
          notInPost(one, month) ??
          (exempted.has(one.staffId)
            ? `${one.name} is exempted for ${monthInWords(month)}.`
            : auditing.has(one.staffId)
              ? `${one.name} has an audit of ${monthInWords(month)} already.`
              : null);
        const teamIds = [...new Set([...(one.teamId === null ? [] : [one.teamId]), ...one.managesTeams])];
        return [
          one.staffId,
          { id: one.staffId, name: one.name, teamIds, isReviewingOfficer: one.roles.includes('reviewing_officer'), pairedWithId: one.pairedWithId, unfit, waiting: unfit === null && expected.has(one.staffId) },
        ];
      }),
    );
    for (const [id, name] of expected) {
      if (auditors.has(id) || exempted.has(id) || auditing.has(id)) continue;
      auditors.set(id, { id, name, teamIds: [], isReviewingOfficer: false, pairedWithId: null, unfit: `${name} is expected to audit, but does not have the role of auditor.`, waiting: true });
    }
    const moderators = new Map(choices.moderators.map((one): [number, Moderator] => [one.staffId, { id: one.staffId, name: one.name, unfit: notInPost(one, month), capacity: one.capacity, moderates: one.allocated }]));
    const without = choices.auditors.map((auditor) => auditor.pairedWithId).filter((id) => id !== null && !moderators.has(id));
    if (without.length > 0) {
      for (const { id, name } of await this.database.query<{ id: number; name: string }>('select id, name from staff where id in (:...without)', { without })) moderators.set(id, noModerator(id, name));
    }
    return { auditors, moderators };
  }

  /** These children in the caseload in force, the audits in the way of each, and the re-audits they are due. */
  async childrenNow(caseRefs: readonly string[], month: Month): Promise<{ children: Map<string, Child>; audited: Map<string, Month>; reaudits: Map<string, Reaudit> }> {
    if (caseRefs.length === 0) return { children: new Map(), audited: new Map(), reaudits: new Map() };
    const caseloadMonth = await this.allocation.caseloadMonth(month);
    const children = await this.database.query<Child>(`select ${childColumns} from caseload where month = :caseloadMonth and case_ref in (:...caseRefs)`, { caseloadMonth, caseRefs: [...caseRefs] });
    return {
      children: new Map(children.map((child) => [child.caseRef, child])),
      audited: auditsInTheWay(await this.audits(month, caseRefs), month),
      reaudits: await this.allocation.reauditsDue(month, caseRefs),
    };
  }

  /** The child of the caseload in force with this case reference, however it is typed. */
  async childTyped(caseRef: string, month: Month): Promise<Child | undefined> {
    const caseloadMonth = await this.allocation.caseloadMonth(month);
    const [child] = await this.database.query<Child>(`select ${childColumns} from caseload where month = :caseloadMonth and upper(case_ref) = upper(:caseRef)`, { caseloadMonth, caseRef });
    return child;
  }

  /** Audits from a year before to a year after, of all children or of these. */
  async audits(month: Month, caseRefs?: readonly string[]): Promise<AuditRow[]> {
    const rows = await this.database.query<AuditCounted & { counts: number }>(
      `select case_ref as "caseRef", month, date_of_birth as "dateOfBirth", team_id as "teamId", cohort, case when ${auditCounts} then 1 else 0 end as counts
         from audits where month >= :from and month < :until ${caseRefs ? 'and case_ref in (:...caseRefs)' : ''}`,
      { from: addMonths(month, -monthsBetweenAudits), until: addMonths(month, monthsBetweenAudits), ...(caseRefs ? { caseRefs: [...caseRefs] } : {}) },
    );
    return rows.map((row) => ({ ...row, counts: row.counts === 1 }));
  }
}

function notInPost(person: Candidate, month: Month): string | null {
  return inPost(person, month) ? null : `${person.name} is not in post in ${monthInWords(month)}.`;
}
