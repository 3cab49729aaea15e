/**
 * Progress in words, what matters most first: share, time left, count, rate. Parts for which there is
 * no room are left out, the last first.
 *
 * @param share - from 0 to 1; undefined when the total is unknown
 * @param room - columns
 */
export const progressText = (
  done: number,
  share: number | undefined,
  elapsedMs: number,
  room = Number.POSITIVE_INFINITY,
): string => {
  const perSecond = elapsedMs <= 0 ? 0 : done / (elapsedMs / 1_000);
  const parts = [
    ...(share === undefined ? [] : ofShare(Math.min(1, Math.max(0, share)), elapsedMs / 1_000)),
    whole(done),
    `${whole(perSecond)}/s`,
  ];
  while (parts.length > 1 && parts.join(gap).length > room) parts.pop();
  return parts.join(gap);
};

const gap = '  ';

const ofShare = (share: number, elapsedSeconds: number): readonly string[] => [
  `${Math.floor(share * 100)} %`,
  ...(share > 0.01 && share < 1 ? [timeLeft((elapsedSeconds * (1 - share)) / share)] : []),
];

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

const timeLeft = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  return seconds < 5_400
    ? `${Math.ceil(seconds / 60)} min left`
    : `${Math.ceil(seconds / 3_600)} h left`;
};
