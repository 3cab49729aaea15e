import type { RedriveCheck } from '../../../shared/dead-letters/check-redrive.ts';
import type {
  DeadLetterSelection,
  Diagnosed,
  RedriveOptions,
} from '../../../shared/dead-letters/redrive.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import type { CommandIo } from '../../command-io.ts';

/** The parts of the pipeline that the commands on dead letters use. */
export interface DeadLettersIo extends CommandIo {
  readonly listSelected: (
    selection: DeadLetterSelection,
    onDeadLetter: (found: Diagnosed) => void,
  ) => Promise<unknown>;
  readonly redriveSelected: (
    selection: DeadLetterSelection,
    options: RedriveOptions,
  ) => Promise<unknown>;
  readonly checkRedrive: (found: Diagnosed) => Promise<RedriveCheck>;
  /** Reads raw items of the messages table. */
  readonly findItems: (
    keys: readonly MessageKey[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}
