import type { Person } from '../access/person.js';
import type { answersOnPage, AuditAnswers } from '../audits/audit.js';
import { versionOfPage } from '../audits/capture.service.js';
import { versionOfAccount, versionOfOverall, versionOfWhole } from '../moderation/moderation.service.js';
import type { Services } from '../services.js';
import type { Day } from '../shared/day.js';
import { NotFound } from '../shared/errors.js';
import { areas, type Area, type AreaRating, type Cohort, type Rating } from '../shared/practice.js';
import type { DemoClock } from './demoClock.js';
import { demoPersonOf, demoQaOfficer } from './demoPeople.js';

const month = '2022-08';

/** How far an audit has come by 15 August. */
type Stage = 'allocated' | 'begun' | 'submitted' | 'disputed' | 'returned' | 'moderated';

interface AuditUnderWay {
  auditor: string;
  /** A child of this team and cohort that has not been audited. */
  team: string;
  cohort: Cohort;
  /** Of this reviewing officer, if need be. */
  reviewingOfficer?: string;
  stage: Stage;
  overall?: Rating;
  /** Where the moderator ends up, if elsewhere than the auditor. */
  final?: Rating;
}

/** The audits of August, one at every stage and some that nobody has begun. */
const underWay: readonly AuditUnderWay[] = [
  { auditor: 'parker.rowan@example.org', team: 'Disabled Children 3', cohort: 'disabled_children', stage: 'allocated' },
  { auditor: 'kelly.holly@example.org', team: 'Safeguarding Gloucester 2', cohort: 'child_protection', reviewingOfficer: 'kelly.holly@example.org', stage: 'begun' },
  { auditor: 'kai.fen@example.org', team: 'Permanency 11 to 25 5', cohort: 'care_leaver', stage: 'submitted', overall: 'good' },
  { auditor: 'val.thicket@example.org', team: 'Children in Care 1', cohort: 'child_in_care', stage: 'submitted', overall: 'requires_improvement' },
  { auditor: 'sasha.elm@example.org', team: 'Safeguarding Gloucester 6', cohort: 'child_protection', stage: 'disputed', overall: 'good', final: 'requires_improvement' },
  { auditor: 'hayden.fen@example.org', team: 'Assessment 2', cohort: 'subject_to_assessment', stage: 'returned', overall: 'good' },
  { auditor: 'bailey.birch@example.org', team: 'Disabled Children 3', cohort: 'disabled_children', stage: 'moderated', overall: 'requires_improvement', final: 'inadequate' },
  { auditor: 'shay.ford@example.org', team: 'Safeguarding Stroud 2', cohort: 'child_in_need', stage: 'moderated', overall: 'good' },
  { auditor: 'jules.vale@example.org', team: 'Permanency 11 to 25 2', cohort: 'care_leaver', stage: 'allocated' },
  { auditor: 'ashley.flint@example.org', team: 'Safeguarding Tewkesbury 1', cohort: 'child_in_need', stage: 'allocated' },
  { auditor: 'cameron.lark@example.org', team: 'Safeguarding Cotswolds 1', cohort: 'child_protection', stage: 'allocated' },
  { auditor: 'toby.elm@example.org', team: 'Children in Care 4', cohort: 'child_in_care', stage: 'allocated' },
];

interface Written {
  worksWell: string;
  mustImprove: string;
  impact: string;
}

const written: Record<Area, Written> = {
  risk_assessment_and_response: {
    worksWell: 'The risks are named plainly, and what was done on the first day followed from them.',
    mustImprove: 'The safety plan rests on what the parents say they do. Nobody has tested it.',
    impact: 'The child is safer in the week; the weekends are not planned for.',
  },
  assessment: {
    worksWell: 'School, health and both parents are heard, and their accounts are weighed against each other.',
    mustImprove: 'The assessment was finished three weeks late, and the chronology stops in March.',
    impact: 'The worker knows this family well, but decisions had to wait for the assessment.',
  },
  planning_and_review: {
    worksWell: 'Every step of the plan says who does it and by when.',
    mustImprove: 'Two steps have been carried over from the last three reviews without a word on why.',
    impact: 'Things have changed for the child where the plan is clear, and have stood still where it is not.',
  },
  relational_intervention_and_review: {
    worksWell: 'The worker sees the child alone every fortnight and has found out what matters to them.',
    mustImprove: 'What the child draws and says is recorded, but does not find its way into the plan.',
    impact: 'The child trusts the worker and has told them things nobody knew.',
  },
  permanence: {
    worksWell: 'Where the child will live is settled, and the child has been told so in words they can follow.',
    mustImprove: 'There is no second plan should this one fail.',
    impact: 'The child has stopped asking when they will have to move.',
  },
  management_oversight: {
    worksWell: 'Supervision is monthly, reflective, and sets a direction.',
    mustImprove: 'Delay was noted in supervision three times before anything was done about it.',
    impact: 'The manager’s questions brought the plan back on course, later than they might have.',
  },
};

/** Opens the audits of August and takes each as far as it has come, through the services the pages use and on the days it happened. */
export async function addAuditsUnderWay(services: Services, clock: DemoClock): Promise<void> {
  for (const audit of underWay) await addAudit(services, clock, audit);
}

async function addAudit(services: Services, clock: DemoClock, audit: AuditUnderWay): Promise<void> {
  const { allocation, capture, moderation, auditReads } = services;
  const auditor = await demoPersonOf(services, audit.auditor);
  clock.standOn('2022-08-02');
  const ref = await allocation.allocate(await demoPersonOf(services, demoQaOfficer), await childFor(services, audit), { month, auditorId: auditor.staffId, moderatorId: null });
  if (audit.stage === 'allocated') return;

  clock.standOn('2022-08-08');
  await write(services, auditor, ref, audit);
  if (audit.stage === 'begun') return;
  const { version } = await auditReads.header(ref);
  await capture.submit(auditor, ref, version);
  if (audit.stage === 'submitted') return;

  clock.standOn('2022-08-10');
  const moderator = await moderatorOf(services, ref);
  if (audit.stage === 'returned') {
    return moderation.returnToAuditor(moderator, ref, 'Your evidence for permanence is about the placement before this one. Please look at the records since May again.');
  }
  await rate(services, moderator, ref, audit);
  const before = await moderation.forDiscussion(auditor, ref);
  await moderation.recordAuditorsAccount(
    auditor, ref,
    audit.stage === 'disputed'
      ? 'We went through planning together. I still think that the plan is good: what has been carried over was agreed with the family.'
      : 'We went through every area. I see the point about delay and agree with where we have come to.',
    audit.stage !== 'disputed',
    versionOfAccount(before, 'auditor'),
  );
  const discussed = await moderation.forDiscussion(moderator, ref);
  await moderation.recordModeratorsAccount(moderator, ref, 'We talked for an hour, with the file open. What we looked at most was whether life is better for the child.', null, versionOfAccount(discussed, 'moderator'));
  if (audit.stage === 'disputed') return;

  clock.standOn('2022-08-11');
  await moderation.finalise(moderator, ref, versionOfWhole(await moderation.forModerator(moderator, ref)));
}

/** Writes the whole audit, or about half of it when it has only been begun. */
async function write({ capture, auditReads }: Services, auditor: Person, ref: string, { stage, overall = 'good' }: AuditUnderWay): Promise<void> {
  const save = async (page: keyof typeof answersOnPage, answers: Partial<AuditAnswers>): Promise<void> =>
    capture.saveAnswers(auditor, ref, page, versionOfPage(await auditReads.whole(ref), page), answers);
  await save('child', {
    socialWorkerInvolved: 'yes',
    teamManagerInvolved: 'yes',
    reviewingOfficerInvolved: 'not_applicable',
    childContext: 'Lives with their mother and two younger brothers. Likes football, and being asked before things are decided.',
  });
  const { id } = await auditReads.header(ref);
  const writtenAreas = stage === 'begun' ? areas.slice(0, 2) : areas;
  for (const area of await auditReads.areasOf(id)) {
    if (!writtenAreas.includes(area.area)) continue;
    await capture.saveArea(auditor, ref, area.area, area.version, { auditorRating: ratingOf(area.area, overall), ...written[area.area] });
  }
  if (stage === 'begun') return;
  await save('voice', {
    childView: 'spoken_to',
    childFeedback: 'mixed',
    childSaid: '“She listens. I just never know what they decide about me at the meetings.”',
    familyView: 'not_obtained',
    familyViewReason: 'unreachable',
    familyViewDetail: 'Rang the mother three times on different days and left messages; wrote once.',
  });
  await save('overall', {
    overallAuditor: overall,
    strengths: 'A worker who knows the child, and a manager who asks the right questions.',
    improvements: 'Decisions take too long, and the child does not hear what has become of what they said.',
    impact: 'The child is safer than a year ago and is beginning to say what they want.',
  });
  await capture.addAction(auditor, ref, { type: 'care_planning', description: 'Put what the child said about meetings into the plan, and say how they will hear what is decided.', dueOn: '2022-09-16', ownerId: null });
  await capture.addAction(auditor, ref, { type: 'non_care_planning', description: 'Bring the chronology up to date from March on.', dueOn: '2022-08-31', ownerId: null });
}

/** Planning is what the moderators look at hardest this month. */
function ratingOf(area: Area, overall: Rating): AreaRating {
  return area === 'relational_intervention_and_review' ? 'good' : overall;
}

async function rate({ moderation }: Services, moderator: Person, ref: string, { overall, final = overall }: AuditUnderWay): Promise<void> {
  const reason = 'Two steps of the plan have not moved since spring, and it is the child who waits.';
  const changed = final !== overall;
  const inHand = await moderation.forModerator(moderator, ref);
  for (const { area, auditorRating, version } of inHand.areas) {
    const differs = changed && area === 'planning_and_review';
    await moderation.rateArea(moderator, ref, area, differs ? final! : auditorRating, differs ? reason : null, version);
  }
  await moderation.rateOverall(moderator, ref, final!, changed ? reason : null, versionOfOverall(await moderation.forModerator(moderator, ref)));
}

async function moderatorOf(services: Services, ref: string): Promise<Person> {
  const [moderator] = await services.database.query<{ email: string }>('select email from staff join audits on moderator_id = staff.id where ref = :ref', { ref });
  return demoPersonOf(services, moderator!.email);
}

/** The row in the caseload in force of a child, four to seventeen and audited never, who fits. */
async function childFor({ database }: Services, { team, cohort, reviewingOfficer = '' }: AuditUnderWay): Promise<number> {
  const youngest: Day = cohort === 'care_leaver' ? '2004-12-31' : '2017-12-31';
  const [child] = await database.query<{ id: number }>(
    `select c.id from caseload c join teams t on t.id = c.team_id left join staff o on o.id = c.reviewing_officer_id
      where c.month = (select max(month) from caseload where month <= :month) and t.name = :team and c.cohort = :cohort and c.date_of_birth < :youngest and :reviewingOfficer in ('', coalesce(o.email, ''))
        and not exists (select 1 from audits a where a.case_ref = c.case_ref) order by c.case_ref limit 1`,
    { month, team, cohort, youngest, reviewingOfficer },
  );
  if (!child) throw new NotFound(`The demonstration needs a child of ${team}.`);
  return child.id;
}
