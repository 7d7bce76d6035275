import { roles } from '../access/roles.js';
import { exemptionKinds } from '../allocation/availability/exemption.js';
import type { AuditStatus } from '../audits/auditLifecycle.js';
import { alternateMonths, auditFrequencies } from '../people/staff.js';
import type { Month } from '../shared/month.js';
import {
  actionTypes, areaRatings, areas, childViews, cohorts, familyViews, feedbacks, involvements, programmes, ratings, reasonsNotObtained, type Area, type AreaRating,
} from '../shared/practice.js';
import { day, email, fullTimeEquivalent, month, narrative, oneOf, optional, reference, someOf, text, wholeNumber, yesNo, type Cell, type Column } from './column.js';

type Columns = Record<string, Column<Cell>>;

interface FileFormat<C extends Columns> {
  /** The file's name; `YYYY-MM` stands for the month. */
  file: string;
  /** The columns that tell its rows apart. */
  key: readonly (keyof C & string)[];
  columns: C;
}

const file = <C extends Columns>(name: string, key: readonly (keyof C & string)[], columns: C): FileFormat<C> => ({ file: name, key, columns });

const name = text(200);
const caseRef = text(40);

/** What has become of an audit that is imported; any other status is of one under way in Plumbline. */
export const importedStatuses = ['completed', 'not_accepted', 'not_submitted', 'exempted'] as const satisfies readonly AuditStatus[];

/** An area's two ratings, in the order of the six areas. */
const areaColumns = Object.fromEntries(areas.flatMap((area) => [[`${area}_auditor`, optional(oneOf(areaRatings))], [`${area}_final`, optional(oneOf(areaRatings))]])) as Record<
  `${Area}_${'auditor' | 'final'}`,
  Column<AreaRating | null>
>;

/** The folder format, defined here and nowhere else. Files later in the list refer to earlier ones. */
export const format = {
  services: file('services.csv', ['service'], { service: name, head_of_service: optional(email) }),
  teams: file('teams.csv', ['team'], { team: name, service: name, programme: oneOf(programmes), team_manager: optional(email) }),
  staff: file('staff.csv', ['email'], {
    email,
    name,
    roles: someOf(roles),
    team: optional(name),
    fte: fullTimeEquivalent,
    audit_frequency: oneOf(auditFrequencies),
    alternate_months: optional(oneOf(alternateMonths)),
    moderation_capacity: optional(wholeNumber(0, 99)),
    external: yesNo,
    starts_on: optional(day),
    ends_on: optional(day),
  }),
  exemptions: file('exemptions.csv', ['email', 'kind', 'from_month'], {
    email,
    kind: oneOf(exemptionKinds),
    reason: name,
    from_month: month,
    to_month: optional(month),
    authorised_by: optional(email),
    authorised_on: optional(day),
  }),
  pairings: file('pairings.csv', ['auditor', 'from_month'], { auditor: email, moderator: email, from_month: month, to_month: month }),
  caseload: file('caseload-YYYY-MM.csv', ['case_ref'], { case_ref: caseRef, date_of_birth: day, team: name, cohort: oneOf(cohorts), reviewing_officer: optional(email) }),
  audits: file('audits.csv', ['audit_ref'], {
    audit_ref: reference,
    template: oneOf(['core']),
    month,
    case_ref: caseRef,
    date_of_birth: day,
    team: name,
    cohort: oneOf(cohorts),
    auditor: email,
    moderator: email,
    status: oneOf(importedStatuses),
    submitted_on: optional(day),
    moderated_on: optional(day),
    accepted_on: optional(day),
    overall_auditor: optional(oneOf(ratings)),
    overall_final: optional(oneOf(ratings)),
    lower_end_ri: optional(yesNo),
    ...areaColumns,
    social_worker_involved: optional(oneOf(involvements)),
    team_manager_involved: optional(oneOf(involvements)),
    reviewing_officer_involved: optional(oneOf(involvements)),
    child_view: optional(oneOf(childViews)),
    child_view_reason: optional(oneOf(reasonsNotObtained)),
    child_feedback: optional(oneOf(feedbacks)),
    family_view: optional(oneOf(familyViews)),
    family_view_reason: optional(oneOf(reasonsNotObtained)),
    family_feedback: optional(oneOf(feedbacks)),
    strengths: optional(narrative),
    improvements: optional(narrative),
    impact: optional(narrative),
    moderation_rationale: optional(narrative),
  }),
  actions: file('actions.csv', ['action_ref'], {
    action_ref: reference,
    audit_ref: reference,
    type: oneOf(actionTypes),
    description: narrative,
    due_on: day,
    last_update_on: optional(day),
    completed_on: optional(day),
    closed_reason: optional(oneOf(['service_ended'])),
  }),
  concerns: file('cases_of_concern.csv', ['concern_ref'], {
    concern_ref: reference,
    case_ref: caseRef,
    team: name,
    audit_ref: optional(reference),
    raised_on: day,
    resolved_on: optional(day),
  }),
  concern_updates: file('concern_updates.csv', ['concern_ref', 'updated_on', 'updated_by'], {
    concern_ref: reference,
    updated_on: day,
    updated_by: email,
    child_safe: yesNo,
    plan_progressing: yesNo,
    note: narrative,
  }),
  ambassador_reviews: file('ambassador_reviews.csv', ['audit_ref', 'ambassador'], {
    audit_ref: reference,
    month,
    ambassador: email,
    reviewed_on: day,
    relationship_evident: yesNo,
    summary_child_focused: yesNo,
    views_and_direct_work: yesNo,
    likes_and_interests: yesNo,
    language_understandable: yesNo,
    comment: optional(narrative),
  }),
  programme_audits: file('programme_audits.csv', ['audit_ref'], {
    audit_ref: reference,
    template: oneOf(['fostering', 'early_help', 'youth_support']),
    month,
    case_ref: caseRef,
    team: name,
    overall_auditor: optional(oneOf(ratings)),
    overall_final: optional(oneOf(ratings)),
    status: oneOf(['completed', 'held_over']),
    completed_on: optional(day),
  }),
};

export type Kind = keyof typeof format;
export const kinds = Object.keys(format) as Kind[];

type RowOf<C> = { [K in keyof C]: C[K] extends Column<infer T extends Cell> ? T : never };
/** A row of a file, every cell read. */
export type Row<K extends Kind> = RowOf<(typeof format)[K]['columns']>;

/** A row and where it stands. A cell that could not be read is undefined; one that is empty is null. */
export interface Line<K extends Kind = Kind> {
  file: string;
  line: number;
  cells: Partial<Row<K>>;
}

/** A row of which every cell could be read. */
export type WholeLine<K extends Kind = Kind> = Line<K> & { cells: Row<K> };

export function isWhole<K extends Kind>(kind: K, line: Line<K>): line is WholeLine<K> {
  const cells: Record<string, unknown> = line.cells;
  return Object.keys(format[kind].columns).every((column) => cells[column] !== undefined);
}

export type Lines = { [K in Kind]: Line<K>[] };

export const fileNames: readonly string[] = kinds.map((kind) => format[kind].file);

/** What a file of this name holds; undefined when it is not part of the format. */
export function kindOf(fileName: string): Kind | undefined {
  return kinds.find((kind) => (kind === 'caseload' ? caseloadMonth(fileName) !== undefined : format[kind].file === fileName));
}

/** The month in the name of a caseload file. */
export function caseloadMonth(fileName: string): Month | undefined {
  const written = /^caseload-(.*)\.csv$/.exec(fileName)?.[1];
  return written === undefined ? undefined : month.read(written);
}

/** What tells a row from the others of its file: undefined while a part of it could not be read. */
export function keyOf<K extends Kind>(kind: K, { cells, file: fileName }: Pick<Line<K>, 'cells' | 'file'>): string | undefined {
  const values = (format[kind].key as readonly (keyof Row<K>)[]).map((column) => cells[column]);
  if (values.includes(undefined)) return undefined;
  // A child is in the caseload of many months, once in each.
  return JSON.stringify(kind === 'caseload' ? [caseloadMonth(fileName), ...values] : values);
}
