import { areas } from '../../src/shared/practice.js';

const areaHeader = areas.flatMap((area) => [`${area}_auditor`, `${area}_final`]).join(',');
const rated = areas.flatMap(() => ['good', 'good']).join(',');
const unrated = areas.flatMap(() => ['', '']).join(',');

/** A folder with a little of everything, as lines of text; `lines[0]` is line 1. */
const small: Record<string, string[]> = {
  'services.csv': ['service,head_of_service', 'Assessment,head@example.org', '"Care, and after",'],
  'teams.csv': ['team,service,programme,team_manager', 'Assessment 1,Assessment,social_care,manager@example.org', 'Fostering 1,"Care, and after",fostering,'],
  'staff.csv': [
    'email,name,roles,team,fte,audit_frequency,alternate_months,moderation_capacity,external,starts_on,ends_on',
    'head@example.org,The Head,head_of_service,,1.0,none,,,no,,',
    'manager@example.org,The Manager,team_manager;auditor,Assessment 1,1.0,monthly,,,no,,',
    'auditor@example.org,The Auditor,auditor,,0.5,alternate,odd,,no,2020-01-01,2022-05-31',
    'Moderator@Example.org,The Moderator,moderator,,0.6,none,,3,yes,,',
    'director@example.org,The Director,director,,1,elective,,,no,,',
  ],
  'exemptions.csv': [
    'email,kind,reason,from_month,to_month,authorised_by,authorised_on',
    'auditor@example.org,standing,extended_absence,2022-06,,,',
    'auditor@example.org,single_month,sickness,2022-05,2022-05,director@example.org,2022-05-03',
  ],
  'pairings.csv': ['auditor,moderator,from_month,to_month', 'auditor@example.org,moderator@example.org,2022-02,2022-07'],
  'caseload-2022-07.csv': ['case_ref,date_of_birth,team,cohort,reviewing_officer', 'C1,2012-02-29,Assessment 1,child_in_need,', 'C2,2015-01-01,Assessment 1,child_in_care,manager@example.org'],
  'audits.csv': [
    'audit_ref,template,month,case_ref,date_of_birth,team,cohort,auditor,moderator,status,submitted_on,moderated_on,accepted_on,overall_auditor,overall_final,lower_end_ri,' +
      `${areaHeader},social_worker_involved,team_manager_involved,reviewing_officer_involved,child_view,child_view_reason,child_feedback,family_view,family_view_reason,family_feedback,strengths,improvements,impact,moderation_rationale`,
    `A00001,core,2022-07,C1,2012-02-29,Assessment 1,child_in_need,auditor@example.org,moderator@example.org,completed,2022-07-10,2022-07-12,2022-07-14,good,inadequate,no,${rated},yes,yes,not_applicable,spoken_to,,positive,not_obtained,declined,,Good.,Better.,Safe.,Why.`,
    `A00002,core,2022-07,C2,2015-01-01,Assessment 1,child_in_care,manager@example.org,moderator@example.org,not_submitted,,,,,,,${unrated},,,,,,,,,,,,,`,
    `A00003,core,2022-06,C2,2015-01-01,Assessment 1,child_in_care,manager@example.org,moderator@example.org,not_accepted,2022-06-20,,,,,,${unrated},,,,,,,,,,,,,`,
  ],
  'actions.csv': [
    'action_ref,audit_ref,type,description,due_on,last_update_on,completed_on,closed_reason',
    'X00001,A00001,care_planning,"Put it, all of it, into the plan.",2022-08-30,2022-08-01,2022-08-01,',
    'X00002,A00001,non_care_planning,Bring it up to date.,2022-08-30,2022-08-02,,service_ended',
    'X00003,A00001,non_care_planning,Write it down.,2022-08-30,,,',
  ],
  'cases_of_concern.csv': ['concern_ref,case_ref,team,audit_ref,raised_on,resolved_on', 'K0001,C9,Assessment 1,,2021-03-01,2021-09-01', 'K0002,C1,Assessment 1,A00001,2022-07-14,'],
  'concern_updates.csv': ['concern_ref,updated_on,updated_by,child_safe,plan_progressing,note', 'K0002,2022-08-01,head@example.org,yes,no,On its way.'],
  'ambassador_reviews.csv': [
    'audit_ref,month,ambassador,reviewed_on,relationship_evident,summary_child_focused,views_and_direct_work,likes_and_interests,language_understandable,comment',
    'A00001,2022-07,director@example.org,2022-07-20,yes,no,yes,yes,no,',
  ],
  'programme_audits.csv': [
    'audit_ref,template,month,case_ref,team,overall_auditor,overall_final,status,completed_on',
    'P00001,fostering,2022-07,F1,Fostering 1,good,good,completed,2022-07-20',
    'P00002,fostering,2022-07,F2,Fostering 1,,,held_over,',
  ],
};

/** The folder after `change` has been at it. */
export function smallFolder(change: (files: Record<string, string[]>) => void = () => undefined): Map<string, Buffer> {
  const files = structuredClone(small);
  change(files);
  return new Map(Object.entries(files).map(([name, lines]) => [name, Buffer.from(`${lines.join('\n')}\n`)]));
}

/** The folder with one cell put in place of another. @throws when the cell is not there */
export function withCell(file: string, line: number, column: string, cell: string): Map<string, Buffer> {
  return smallFolder((files) => {
    const lines = files[file]!;
    const index = lines[0]!.split(',').indexOf(column);
    const cells = splitRow(lines[line - 1]!);
    if (index < 0 || cells[index] === undefined) throw new Error(`${file} has no ${column} in line ${line}`);
    cells[index] = cell;
    lines[line - 1] = cells.join(',');
  });
}

/** The cells of a row as they are written, quotation marks and all. */
export function splitRow(row: string): string[] {
  return row.match(/(?<=^|,)("[^"]*"|[^,"]*)(?=,|$)/g) ?? [];
}
