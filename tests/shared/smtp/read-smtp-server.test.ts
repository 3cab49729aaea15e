import { describe, expect, it } from '@jest/globals';
import { readSmtpServer } from '../../../shared/smtp/read-smtp-server.ts';

describe('read-smtp-server', () => {
  it.each([
    ['127.0.0.1:1025', '127.0.0.1', 'none'],
    ['localhost:1025', 'localhost', 'none'],
    ['mailpit:1025', 'mailpit', 'none'],
    ['[::1]:1025', '::1', 'none'],
    ['10.0.3.4:25', '10.0.3.4', 'none'],
    ['mail.corp.internal:25', 'mail.corp.internal', 'none'],
    ['smtp.example.com:587', 'smtp.example.com', 'starttls'],
    ['8.8.8.8:587', '8.8.8.8', 'starttls'],
    ['127.0.0.1.example.com:587', '127.0.0.1.example.com', 'starttls'],
    ['10.example.com:587', '10.example.com', 'starttls'],
    ['[2001:db8::1]:587', '2001:db8::1', 'starttls'],
  ])('reads %s, in plain text only within this machine or network', (text, host, security) => {
    expect(readSmtpServer(text)).toMatchObject({ host, security });
  });

  it.each(['', 'host', 'host:', ':25', 'host:0', 'host:65536', 'smtp://host:25', 'a b:25'])(
    'refuses %s, and says how to write it',
    (text) => {
      expect(() => readSmtpServer(text)).toThrow('host:port');
    },
  );
});
