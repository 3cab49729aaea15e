import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../telemetry/ports.ts';

/** Structured log of the function, by POWERTOOLS_SERVICE_NAME and LOG_LEVEL. */
export const logger = new Logger();

/** One line; fields never hold an address, subject or body. */
export const log: Log = (level, message, fields) => logger[level](message, fields ?? {});
