import { describe, expect, it } from '@jest/globals';
import { type AddressClues, unansweredAddress } from '../../cli/unanswered.ts';

const failed = (fields: object, cause?: Error) =>
  Object.assign(new Error('connect', { cause }), fields);
const clues = (more: Partial<AddressClues> = {}): AddressClues => ({
  environment: {},
  localEndpoints: undefined,
  regionSetBy: '--region',
  ...more,
});
const local = { address: '127.0.0.1', port: 4566 };

describe('unansweredAddress', () => {
  it.each([
    ['http://127.0.0.1:4566', '127.0.0.1:4566 (AWS_ENDPOINT_URL_SQS)'],
    ['http://localhost:4566/', '127.0.0.1:4566 (AWS_ENDPOINT_URL_SQS)'],
    ['http://127.0.0.1:4567', '127.0.0.1:4566'],
    ['http://10.0.0.1:4566', '127.0.0.1:4566'],
    ['no address', '127.0.0.1:4566'],
  ])('names the variable that leads there: %s', (AWS_ENDPOINT_URL_SQS, told) => {
    const environment = { OTHER_URL: 'http://127.0.0.1:4566', AWS_ENDPOINT_URL_SQS };

    expect(unansweredAddress(failed(local), clues({ environment }))).toBe(told);
  });

  it('names the file of the local stack, after the variables', () => {
    const localEndpoints = '{"sqs": "http://127.0.0.1:4566", "s3": "http://127.0.0.1:4567"}';
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };

    expect(unansweredAddress(failed(local), clues({ localEndpoints }))).toBe(
      '127.0.0.1:4566 (.local/endpoints.json)',
    );
    expect(unansweredAddress(failed(local), clues({ localEndpoints, environment }))).toBe(
      '127.0.0.1:4566 (AWS_ENDPOINT_URL)',
    );
  });

  it.each([
    ['sqs.eu-wset-1.amazonaws.com', 'sqs.eu-wset-1.amazonaws.com (region set by --region)'],
    ['sqs.eu-wset-1.api.aws', 'sqs.eu-wset-1.api.aws (region set by --region)'],
    ['sqs.amazonaws.com.example', 'sqs.amazonaws.com.example'],
  ])('names what set the region of a host of AWS: %s', (hostname, told) => {
    expect(unansweredAddress(failed({ hostname }), clues())).toBe(told);
  });

  it('finds the address in a cause, and among the addresses of a host', () => {
    const several = new AggregateError([failed({ address: '::1', port: 4566 }), failed(local)]);
    const environment = { AWS_ENDPOINT_URL_S3: 'http://[::1]:4566' };

    expect(unansweredAddress(new Error('sent', { cause: several }), clues({ environment }))).toBe(
      '::1:4566 (AWS_ENDPOINT_URL_S3)',
    );
  });

  it('says nothing of what the error does not name', () => {
    expect(unansweredAddress(new Error('odd'), clues())).toBeUndefined();
    expect(unansweredAddress('text', clues())).toBeUndefined();
  });
});
