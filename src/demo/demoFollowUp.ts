import type { ActionShown } from '../actions/actions.service.js';
import type { UpdateWritten } from '../actions/action.js';
import type { Services } from '../services.js';
import type { DemoClock } from './demoClock.js';
import { demoPeople, demoPersonOf, demoQaOfficer } from './demoPeople.js';

const emailOf = (part: (typeof demoPeople)[number]['part']): string => demoPeople.find((each) => each.part === part)!.email;

const progress: Omit<UpdateWritten, 'note' | 'happenedOn'> = { kind: 'progress', evidence: null, agreedBy: null, childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null };

/**
 * How the loop is closed in the team of the demonstration's manager: actions verified and looked back at, one surgery held and one to come, a review planned.
 * None of it changes the state of an action, so that the figures of July stay those of the report.
 */
export async function addFollowUpUnderWay(services: Services, clock: DemoClock): Promise<void> {
  const { actions, actionReads, surgeries } = services;
  const [manager, head, qa] = [await demoPersonOf(services, emailOf('Team manager')), await demoPersonOf(services, emailOf('Head of Service')), await demoPersonOf(services, demoQaOfficer)];
  const shown = async (ref: string): Promise<ActionShown> => {
    const { version } = await actionReads.byRef(ref);
    return { ref, version };
  };

  clock.standOn('2022-07-06');
  for (const [ref, by] of [['X00342', head], ['X00632', qa], ['X00862', qa]] as const) await actions.verify(by, ref, (await shown(ref)).version);
  await actions.sayIfHelped(manager, 'X00691', (await shown('X00691')).version, 'better', 'The short breaks began in April. Both parents say the weekends are calmer, and school sees it too.');
  await actions.sayIfHelped(manager, 'X00509', (await shown('X00509')).version, 'same', 'The plan names the step now, but the service it relies on still has a waiting list.');

  clock.standOn('2022-07-27');
  const held = await surgeries.arrange(qa, manager.staffId, { meetOn: '2022-08-03', meetAt: '14:00', place: 'Shire Hall, room 4', note: null }, false);
  clock.standOn('2022-08-03');
  await surgeries.begin(qa, held, 1);
  const agreed: [ref: string, note: string][] = [
    ['X00758', 'The referral was sent back for a missing form. The worker sends it again this week; we look at it on 18 August.'],
    ['X00817', 'The transition worker has been named and meets the young person in August.'],
  ];
  for (const [ref, note] of agreed) await surgeries.record(qa, held, ref, (await shown(ref)).version, { kind: 'report', update: { ...progress, note, happenedOn: '2022-08-03' } });
  await surgeries.end(qa, held, 2, true);

  clock.standOn('2022-08-08');
  await actions.plan(manager, [await shown('X00027')], { child_in_need_review: '2022-08-24' }, null);
  clock.standOn('2022-08-10');
  await surgeries.arrange(qa, manager.staffId, { meetOn: '2022-08-18', meetAt: '14:30', place: 'Shire Hall, room 4', note: 'The actions from July first, please.' }, true);
}
