import type { Clients } from '../shared/aws/clients/connect.ts';
import type { Clock } from '../shared/system/ports.ts';
import type { CommandIo } from './command-io.ts';
import type { ReadStreams } from './deployed-streams.ts';
import type { Target } from './target.ts';
import type { Asker } from './terminal/asker.ts';
import type { Confirm } from './terminal/confirm.ts';

/** The pipeline that a command works on. */
export interface Pipeline {
  readonly target: Target;
  readonly clients: Clients;
  readonly clock: Clock;
  readonly streams: ReadStreams;
}

/** What a command needs of the program that it belongs to. */
export interface Program {
  readonly io: CommandIo;
  /** Asks the person at the terminal. */
  readonly asker: Asker;
  /** Asks before what cannot be undone; see also {@link irreversible} for a whole command. */
  readonly confirm: Confirm;
  /** Runs on the pipeline that the options name, and exits with the result. */
  readonly onPipeline: (run: (pipeline: Pipeline) => Promise<number>) => Promise<void>;
  /**
   * The same, but on none where the options name none and no local stack runs here: for what is
   * also of use without one.
   */
  readonly onPipelineOrNone: (
    run: (pipeline: Pipeline | undefined) => Promise<number>,
  ) => Promise<void>;
  /** Runs without a pipeline, and exits with the result. */
  readonly exitWith: (code: Promise<number>) => Promise<void>;
}
