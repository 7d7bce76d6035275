import { parseArgs } from 'node:util';
import { isDay, type Day } from '../shared/day.js';
import { BadRequest } from '../shared/errors.js';
import { isMonth, type Month } from '../shared/month.js';
import { defaultAsAt } from './periods.js';

const usage = 'Use: npm run --silent figures -- MONTH [--as-at DAY], for example 2022-07 --as-at 2022-08-15.';

/** The month and as-at day of the figures command. @throws BadRequest saying what is wrong and how it is used */
export function readFiguresArguments(given: string[], today: Day): { month: Month; asAt: Day } {
  const { positionals, asAt } = split(given);
  const [month, ...more] = positionals;
  if (month === undefined) throw new BadRequest(`Say which month. ${usage}`);
  if (!isMonth(month)) throw new BadRequest(`“${month}” is not a month such as 2022-07. ${usage}`);
  if (more.length > 0) throw new BadRequest(`“${more.join(' ')}” is one thing too many. ${usage}`);
  if (asAt === undefined) return { month, asAt: defaultAsAt(month, today) };
  if (!isDay(asAt)) throw new BadRequest(`“${asAt}” is not a day such as 2022-08-15. ${usage}`);
  return { month, asAt };
}

function split(given: string[]): { positionals: string[]; asAt: string | undefined } {
  try {
    const { positionals, values } = parseArgs({ args: given, allowPositionals: true, options: { 'as-at': { type: 'string' } } });
    return { positionals, asAt: values['as-at'] };
  } catch (error) {
    throw new BadRequest(`${error instanceof Error ? error.message.split('.')[0] : 'That is not understood'}. ${usage}`);
  }
}
