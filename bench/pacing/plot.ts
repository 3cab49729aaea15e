import { ourDesign, type RunRecord } from './row.ts';

const width = 860;
const left = 150;
const right = 20;
const top = 56;
const stripHeight = 64;
const shownSeconds = 20;
/** Seconds per bar. */
const barWidth = (width - left - right) / (shownSeconds * 10) - 0.6;

/**
 * Plots what SES accepted and refused in each tenth of a second, one strip per run, as SVG.
 *
 * @param records - runs at the same rate
 */
export const plotOf = (records: readonly RunRecord[]): string => {
  const height = top + records.length * stripHeight + 30;
  const [first] = records;
  const title =
    first === undefined
      ? ''
      : `${first.row.containers} containers, an account of ${first.row.rate} recipients per second: each tenth of a second`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13"><title>What SES accepted and refused in each tenth of a second, by design</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${left}" y="22" font-size="15">${escaped(title)}</text>`,
    `<text x="${left}" y="40" font-size="11" fill="${accepted}">above the line: accepted (a whole second at once fills the strip)</text>`,
    `<text x="${left + 370}" y="40" font-size="11" fill="${refused}">below: refused as above the rate</text>`,
    ...records.map(strip),
    axis(height - 10),
    '</svg>',
    '',
  ].join('\n');
};

const x = (seconds: number): number => left + (seconds / shownSeconds) * (width - left - right);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const bar = (seconds: number, from: number, height: number, colour: string): string =>
  `<rect x="${x(seconds).toFixed(1)}" y="${from.toFixed(1)}" width="${barWidth.toFixed(2)}" height="${height.toFixed(1)}" fill="${colour}"/>`;

const accepted = '#1a7f4b';
const refused = '#c0392b';

/** Strip of one design: accepted above the line, refused below it. */
const strip = ({ row, timeline }: RunRecord, index: number): string => {
  const lineY = top + index * stripHeight + stripHeight * 0.6;
  // A full strip is a whole second's rate accepted in a tenth of a second. Refusals have less room.
  const upwards = (count: number): number =>
    (Math.min(count, row.rate) / row.rate) * stripHeight * 0.52;
  const downwards = (count: number): number =>
    (Math.min(count, row.rate) / row.rate) * stripHeight * 0.3;
  const bars = timeline
    .filter(([seconds]) => seconds >= 0 && seconds < shownSeconds)
    .flatMap(([seconds, taken, throttled]) => [
      ...(taken > 0 ? [bar(seconds, lineY - upwards(taken), upwards(taken), accepted)] : []),
      ...(throttled > 0 ? [bar(seconds, lineY + 1, downwards(throttled), refused)] : []),
    ]);
  return [
    `<text x="${left - 10}" y="${lineY.toFixed(1)}" text-anchor="end" ${row.design === ourDesign ? 'font-weight="bold"' : ''}>${escaped(row.design)}</text>`,
    `<text x="${left - 10}" y="${(lineY + 14).toFixed(1)}" text-anchor="end" font-size="10" fill="#666">${row.throttledPer1000.toFixed(0)} refused per 1000</text>`,
    `<line x1="${left}" y1="${lineY.toFixed(1)}" x2="${width - right}" y2="${lineY.toFixed(1)}" stroke="#999" stroke-width="0.5"/>`,
    ...bars,
  ].join('\n');
};

const axis = (y: number): string =>
  Array.from({ length: shownSeconds / 5 + 1 }, (_, index) => index * 5)
    .map(
      (seconds) =>
        `<text x="${x(seconds)}" y="${y}" text-anchor="middle" font-size="10" fill="#666">${seconds} s</text>`,
    )
    .join('\n');
