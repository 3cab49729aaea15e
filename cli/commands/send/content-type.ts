import mime from 'mime';

/** A calendar says before its first event what it is for. */
const calendarHeadBytes = 65_536;
const methodLine = /^METHOD(?:;[^:\r\n]*)?:[ \t]*(?<method>[A-Za-z-]+)[ \t]*\r?$/im;

/**
 * Content type of a file by the ending of its name (a file called `.zip` or `zip` has none); of a
 * calendar with its method, without which no program shows an invitation (RFC 6047).
 */
export const contentTypeOf = (path: string, bytes: Uint8Array): string => {
  const type = mime.getType(`./${path}`) ?? 'application/octet-stream';
  const method = type === 'text/calendar' ? methodIn(bytes) : undefined;
  return method === undefined ? type : `${type}; charset=utf-8; method=${method}`;
};

/** The method of an invitation, or of an answer to one. RFC 5546 section 1.4 */
const methodIn = (bytes: Uint8Array): string | undefined => {
  const [head = ''] = Buffer.from(bytes.subarray(0, calendarHeadBytes))
    .toString('latin1')
    .split(/^BEGIN:V(?!CALENDAR)/im, 1);
  return methodLine.exec(head)?.groups?.method?.toUpperCase();
};
