import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Configuration } from '../configuration.ts';

export interface OutgoingMail {
  /** The same at each attempt, so that a mail which came twice can be told. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** `code` names what happened and nobody: it may be logged and shown. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';

  constructor(
    readonly code: string,
    /** Another attempt would be refused as well. */
    readonly isFinal: boolean,
  ) {
    super(`The mail was not taken: ${code}.`);
  }
}

/** Where mails go. `send` rejects with `MailRefused`. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

const connectionMs = 10_000;
const silenceMs = 30_000;

/** Null where the configuration names neither a server nor a folder. */
export function transportOf({ mail }: Pick<Configuration, 'mail'>): MailTransport | null {
  if (mail.smtpUrl !== null) return smtpTransport(mail.smtpUrl, mail.from);
  return mail.directory === null ? null : folderTransport(mail.directory, mail.from);
}

function smtpTransport(smtpUrl: string, from: string): MailTransport {
  const { protocol, hostname, port, username, password, searchParams } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const mayBeOpen = isLoopback(hostname) || searchParams.get('starttls') === 'optional';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { port: Number(port) }),
    secure,
    // Else all links would go in the open wherever somebody on the way hides the server's STARTTLS.
    requireTLS: !secure && !mayBeOpen,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: connectionMs,
    greetingTimeout: connectionMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (mail) => {
      try {
        await transport.sendMail(messageOf(mail, from));
      } catch (error) {
        throw refusalOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Each mail is a text for the operator to read, with its links whole: for trying things out. */
function folderTransport(directory: string, from: string): MailTransport {
  return {
    send: async ({ id, to, subject, text }) => {
      const moment = new Date().toISOString().replaceAll(':', '-');
      const file = path.join(directory, `${moment}-${id}.txt`);
      const content = `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}`;
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.part`, content, { mode: 0o600 });
        await rename(`${file}.part`, file);
      } catch (error) {
        throw new MailRefused((error as NodeJS.ErrnoException).code ?? 'unknown', false);
      }
    },
    close: () => undefined,
  };
}

function messageOf({ id, to, subject, text }: OutgoingMail, from: string): SendMailOptions {
  return {
    from,
    // As an object: in a text, commas and brackets would make several of it.
    to: { name: '', address: to },
    subject,
    text,
    messageId: `<${id}@${domainOf(from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** What the server said may name addresses, so only its number is kept. */
function refusalOf(error: unknown): MailRefused {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  // 5xx is for good (RFC 5321, 4.2.1); but a refused log-in is mended by the operator.
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode ?? 0) >= 500;
  const words = [code ?? 'unknown', ...(responseCode === undefined ? [] : [String(responseCode)])];
  return new MailRefused(words.join(' '), isFinal);
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'eyrie.invalid';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || /^(127\.|\[::1\])/.test(hostname);
}
