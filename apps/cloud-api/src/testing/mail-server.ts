import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  /** The link on a line of its own; fails where there is none. */
  readonly link: string;
}

const receivedMs = 60_000;

/** A real mail server in this process. It can go away, and come back on the same port. */
export class TestMailServer {
  readonly received: ReceivedMail[] = [];
  /** Addresses that do not exist: refused for good. */
  readonly unknownRecipients = new Set<string>();
  private server: SMTPServer | null = null;
  private port = 0;

  static async start(): Promise<TestMailServer> {
    const made = new TestMailServer();
    await made.open();
    return made;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, callback) => {
        if (!this.unknownRecipients.has(address)) {
          callback();
          return;
        }
        const error = Object.assign(new Error(`No such mailbox: ${address}`), {
          responseCode: 550,
        });
        callback(error);
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join(', ');
          void this.keep(Buffer.concat(chunks), to).then(() => callback(), callback);
        });
      },
    });
    // A client that goes away in the middle is no failure of the test.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as { port: number }).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** The first mail to somebody that says so in its subject and is not in `seen`. */
  async next(
    to: string,
    subject: string,
    seen: readonly ReceivedMail[] = [],
  ): Promise<ReceivedMail> {
    const deadline = Date.now() + receivedMs;
    for (;;) {
      const found = this.received.find(
        (mail) => mail.to === to && mail.subject.includes(subject) && !seen.includes(mail),
      );
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`No mail "${subject}" came to ${to}.`);
      await sleep(50);
    }
  }

  private async keep(raw: Buffer, to: string): Promise<void> {
    const { subject = '', text = '', messageId = '' } = await PostalMime.parse(raw);
    const link = text.split('\n').find((line) => /^https?:\S+#\S+$/.test(line)) ?? '';
    this.received.push({ to, subject, text, messageId, link });
  }
}
