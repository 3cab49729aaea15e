import type { Template } from '../../shared/cloudformation/template.ts';
import type { ParameterValues } from '../../shared/streams/deployed-settings.ts';
import type { Reach } from '../../simulator/loopback/reach.ts';
import type { SimulatorSettings } from '../engines/simulator-process.ts';
import type { FateOf } from '../faults/fate.ts';
import type { CanaryOptions } from '../template/with-canary.ts';
import type { PipelineEventsOptions } from '../template/with-pipeline-events.ts';
import type { StackPorts } from './stack-ports.ts';

/** Output of `serverless package`. */
export interface StackPackage {
  readonly template: Template;
  /** Path of a function's zip, by its key in serverless.yml. */
  readonly zipOf: (functionKey: string) => string;
}

/** Settings of a local stack. Only the package and the directory are required. */
export interface StackOptions extends SimulatorSettings {
  readonly package: StackPackage;
  readonly region?: string;
  readonly accountId?: string;
  /** Files of the stack. A stack started beside a running one uses `<directory>/stack-2`. */
  readonly directory: string;
  /** Fixed ports. Default: any free one for each. */
  readonly ports?: StackPorts;
  /** From where it can be reached. Default: this machine only. */
  readonly reach?: Reach;
  /**
   * Addresses and domains that SES has verified. Default: those of the template, or example.com,
   * example.net and example.org where it has none.
   */
  readonly identities?: readonly string[];
  /** Noun of the tenants in the paths of the API; that of the template when absent. */
  readonly noun?: string;
  /** No problems on stderr; `logs/stack.log` has them anyway. */
  readonly quiet?: boolean;
  /** Told what is done, at the start of each step that takes a while. */
  readonly onStep?: (step: string) => void;
  /** Publishes pipeline events, and writes them to `events.jsonl`. Default: as the template says. */
  readonly pipelineEvents?: PipelineEventsOptions;
  /** Parameters of streams, as a deployment takes them. Default: as the template says. */
  readonly streams?: ParameterValues;
  /** Sends canaries. Default: as the template says. */
  readonly canary?: CanaryOptions;
  /** Visibility timeout of every queue that a function reads, for experiments with crashes. */
  readonly visibilitySeconds?: number;
  /** Upper limit of every event source's batching window, in seconds. */
  readonly longestWindowSeconds?: number;
  /** Timeout of every function, for experiments with crashes. */
  readonly timeoutSeconds?: number;
  /** Environment variables of every function, over those of the template, for experiments. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Starts the containers that the queues will need ahead, as provisioned concurrency does: those of
   * queues that are read at once before the stack is up, the others beside the first work.
   */
  readonly warm?: boolean;
  /** Lets the tables count the capacity units that DynamoDB would bill. */
  readonly countUnits?: boolean;
  /** Leaves the queues alone until `readQueues` is called, so that they can be filled first. */
  readonly holdQueues?: boolean;
  /** Runs scheduled functions: once at the start, then at their rates. Default: true. */
  readonly schedule?: boolean;
  /** Delays before the first and the second retry of an asynchronous invocation. */
  readonly retryDelaysMs?: readonly number[];
  /**
   * Clock skew of a container, in ms, negative when it runs behind; by the container's number, from
   * 0, and the function's key.
   */
  readonly clockSkewMs?: (container: number, functionKey: string) => number;
  /** Program to run in place of the SES simulator. */
  readonly simulatorScript?: string;
  /**
   * Fate of every request from a function to a service, and from SES to SNS. Requests of pollers
   * and invocations are not affected.
   */
  readonly fateOf?: FateOf;
}
