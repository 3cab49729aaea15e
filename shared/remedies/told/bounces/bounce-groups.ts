import type { Origin, Told } from '../../remedy.ts';
import { gmailBounces } from './gmail.ts';
import { microsoftBounces } from './microsoft.ts';
import { receiversCodes, receiversWords } from './receivers.ts';
import { sesBounceTypes, sesEvents, sesLastWords } from './ses-events.ts';
import { yahooBounces } from './yahoo.ts';

/** Entries of one source, with the beginning of their names. */
export interface BounceGroup {
  readonly origin: Origin;
  readonly prefix: string;
  readonly told: Readonly<Record<string, Told>>;
}

const group = (origin: Origin, told: BounceGroup['told'], prefix = ''): BounceGroup => ({
  ...{ origin, told, prefix },
});

/** All that is told of bounces, the more special before the more general. */
export const bounceGroups: readonly BounceGroup[] = [
  group('event', sesEvents),
  group('gmail', gmailBounces),
  group('microsoft', microsoftBounces),
  group('yahoo', yahooBounces),
  group('receiver', receiversWords),
  group('event', sesBounceTypes, 'type-'),
  group('receiver', receiversCodes, 'code-'),
  group('event', sesLastWords),
];
