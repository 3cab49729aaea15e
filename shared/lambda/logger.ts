import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../telemetry/ports.ts';

/** Structured logger; POWERTOOLS_SERVICE_NAME and LOG_LEVEL configure it. */
export const logger = new Logger();

/** Writes one log line. Fields never contain an address, subject or body. */
export const log: Log = (level, message, fields) => logger[level](message, fields ?? {});
