import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventTarget, PublishFailure } from '../../pipeline-events/ports.ts';
import { failedRequest } from './failed-request.ts';

/** `source` of every event; rules match it. */
const eventSource = 'ses-pipeline';

/**
 * The bus of pipeline events. `detail-type` is the type of the event, `detail` the event itself.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const eventBus = (client: EventBridgeClient, name: string): EventTarget => ({
  name: 'EventBridge bus',
  publish: async (events) => {
    try {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: events.map((event) => ({
            EventBusName: name,
            Source: eventSource,
            DetailType: event.type,
            Time: new Date(event.time),
            Detail: JSON.stringify(event),
          })),
        }),
      );
      return Entries.flatMap(({ ErrorCode: code }, index) =>
        code === undefined ? [] : [{ index, kind: kindOf(code), code }],
      );
    } catch (error) {
      return failedRequest(events, error);
    }
  },
});

/** The codes of an entry that passes by itself, and of one that a person has to correct. */
const kindOf = (code: string): PublishFailure['kind'] => {
  if (/^(?:InternalFailure|InternalException|ThrottlingException)$/.test(code))
    return 'unreachable';
  return /^(?:AccessDenied|NotAuthorized|InvalidAccountId)/.test(code) ? 'setup' : 'event';
};
