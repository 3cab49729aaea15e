import { tableOfRequest } from '../engines/request-counts.ts';
import type { Service } from './service-errors.ts';

/** A request to a service, read to its end. */
export interface ServiceRequest {
  readonly service: Service;
  /** `UpdateItem`, `SendRawEmail`, … */
  readonly operation: string;
  /** The table, queue or object; '' where there is none. */
  readonly subject: string;
  readonly body: string;
}

const objectOperations: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  HEAD: 'HeadObject',
};

/** Operation and subject of a request, in any of AWS's protocols. */
export const describeRequest = (
  service: Service,
  {
    method = 'GET',
    url = '/',
    target,
  }: { readonly method?: string; readonly url?: string; readonly target?: string },
  body: string,
): Omit<ServiceRequest, 'body'> => {
  const { pathname } = new URL(url, 'http://localhost');
  if (target !== undefined) {
    const queueUrl = /"QueueUrl":"([^"]+)"/.exec(body)?.[1];
    return {
      service,
      operation: lastOf(target.replaceAll('.', '/')),
      subject: queueUrl === undefined ? tableOfRequest(body) : lastOf(queueUrl),
    };
  }
  const action = /(?:^|&)Action=([^&]+)/.exec(body)?.[1];
  if (action !== undefined) return { service, operation: action, subject: '' };
  if (service === 's3')
    return { service, operation: objectOperations[method] ?? method, subject: pathname };
  return { service, operation: `${method} ${pathname}`, subject: '' };
};

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
