import type { EventCosts } from '../../shared/cost/event-costs.ts';

/** Lines of text, to stand below the bill. */
export const eventCostLines = (costs: EventCosts): readonly string[] => {
  const line = (target: string, units: string, perMail: number, perMillion: number) =>
    [
      ' '.repeat(16),
      `${target}, ${units}`.padEnd(38),
      perMail.toFixed(4).padStart(13),
      perMillion.toFixed(3).padStart(27),
    ].join(' ');
  return [
    'pipeline events, where they are on (docs/events.md)',
    line('SNS', 'calls', costs.callsPerMail, costs.snsPerMillion),
    line('EventBridge', 'events', costs.eventsPerMail, costs.eventBridgePerMillion),
  ];
};
