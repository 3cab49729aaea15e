const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Parses a rate expression of EventBridge.
 *
 * @returns milliseconds between two runs; undefined for a cron expression, or one that EventBridge
 *   would refuse
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const rateMs = (expression: string): number | undefined => {
  const [, count, unit, plural] =
    /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression.trim()) ?? [];
  if (count === undefined || (count === '1') === (plural === 's')) return undefined;
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') return undefined;
  return Number(count) * unitMs[unit];
};

/**
 * The event of a scheduled rule:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
 */
export const scheduledEvent = (
  ruleArn: string,
  id: string,
  atMs: number,
): Readonly<Record<string, unknown>> => {
  const [, , , region, account] = ruleArn.split(':');
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
    region,
    resources: [ruleArn],
    detail: {},
  };
};
