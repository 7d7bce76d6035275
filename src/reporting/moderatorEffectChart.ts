import { monthInWords } from '../shared/day.js';
import { expectedModeratorEffect } from './figures.js';
import type { ModeratorEffect } from './moderatorEffect.js';

const width = 720;
const left = 56;
const top = 16;
const plotHeight = 220;

/** Places of the moderator effect's bars in a drawing of 720 by 300, downgraded below and upgraded on top; null without data. */
export function moderatorEffectChart(rows: readonly ModeratorEffect[]) {
  const highest = Math.max(0, ...rows.map(({ changed }) => (changed.denominator === 0 ? 0 : (100 * changed.numerator) / changed.denominator)));
  if (rows.length === 0) return null;
  const scale = Math.max(20, Math.ceil(highest / 20) * 20);
  const y = (percent: number): number => Math.round(top + plotHeight - (plotHeight * percent) / scale);
  const step = (width - left) / rows.length;
  const barWidth = Math.round(Math.min(64, step * 0.6));
  const bottom = y(0);
  return {
    width,
    height: 300,
    left,
    right: width,
    bottom,
    lines: Array.from({ length: scale / 20 + 1 }, (_, index) => ({ y: y(index * 20), textY: y(index * 20) + 5, text: `${index * 20}%` })),
    band: { y: y(expectedModeratorEffect.to), width: width - left - 1, height: y(expectedModeratorEffect.from) - y(expectedModeratorEffect.to) },
    bars: rows.map(({ month, upgraded, downgraded, changed }, index) => {
      const of = (share: { numerator: number; denominator: number }): number => (share.denominator === 0 ? 0 : (100 * share.numerator) / share.denominator);
      const downgradedTop = y(of(downgraded));
      const changedTop = y(of(downgraded) + of(upgraded));
      const x = Math.round(left + step * index + (step - barWidth) / 2);
      return {
        x,
        width: barWidth,
        middle: Math.round(x + barWidth / 2),
        downgraded: { y: downgradedTop, height: bottom - downgradedTop },
        upgraded: { y: changedTop, height: downgradedTop - changedTop },
        total: { y: changedTop - 6, text: changed.percent === null ? 'No data' : `${changed.percent}%` },
        month: { y: bottom + 22, text: monthInWords(month).replace(/^(\w{3})\w*/, '$1') },
      };
    }),
    key: { y: bottom + 44, textY: bottom + 56 },
  };
}
