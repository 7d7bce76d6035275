import type { Person } from '../access/person.js';
import type { NilReturnAnswer } from '../allocation/board/nilReturn.js';
import type { Services } from '../services.js';
import type { DemoClock } from './demoClock.js';
import { demoPersonOf, demoPeople } from './demoPeople.js';

/** What Heads of Service found out, in turn. */
const answers: { answer: NilReturnAnswer; note: string }[] = [
  { answer: 'workload', note: 'Court work came first. We agreed that the audit goes into the diary on the day it is allocated.' },
  { answer: 'absence', note: 'Was away for most of the month and did not ask for an exemption. Knows now how to ask.' },
  { answer: 'worker_or_family', note: 'The worker left in the middle of the month. The next one is arranged with the team manager beforehand.' },
  { answer: 'expectation_restated', note: 'No good reason. I have said what is expected, and will ask again next month.' },
];

/** Until then every nil return has been followed up. */
const answeredUntil = '2022-06';

/** The rest of the monthly cycle by 15 August: older nil returns followed up, a request refused and one that waits for a director. */
export async function addMonthUnderWay(services: Services, clock: DemoClock): Promise<void> {
  clock.standOn('2022-07-29');
  const nilReturns = await services.database.query<{ ref: string; email: string }>(
    `select audits.ref, head.email from audits join staff auditor on auditor.id = audits.auditor_id join teams on teams.id = coalesce(auditor.team_id, audits.team_id)
            join services on services.id = teams.service_id join staff head on head.id = services.head_of_service_id
      where audits.status = 'not_submitted' and audits.month <= :answeredUntil order by audits.ref`,
    { answeredUntil },
  );
  const heads = new Map<string, Person>();
  for (const [index, { ref, email }] of nilReturns.entries()) {
    const head = heads.get(email) ?? (await demoPersonOf(services, email));
    heads.set(email, head);
    await services.nilReturns.answer(head, ref, answers[index % answers.length]!, 0);
  }

  clock.standOn('2022-08-04');
  const director = await demoPersonOf(services, demoPeople.find(({ part }) => part === 'Director')!.email);
  const refused = await services.exemptionRequests.ask(await demoPersonOf(services, 'jules.vale@example.org'), {
    month: '2022-08', reason: 'workload', detail: 'Two inspections of placements fall into the same fortnight.',
  });
  await services.exemptionRequests.decide(director, refused, 1, { decision: 'refused', note: 'The second inspection has been moved to September. Please ask the QA team for more days if you need them.' });
  clock.standOn('2022-08-12');
  await services.exemptionRequests.ask(await demoPersonOf(services, 'toby.elm@example.org'), { month: '2022-08', reason: 'sickness', detail: 'Signed off until the end of the month.' });
}
