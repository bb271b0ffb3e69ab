import type { StreamMessage, Transport, TransportName, TransportRequest } from './transport.ts';

export interface AttemptOptions {
  readonly name: TransportName;
  readonly transport: Transport;
  readonly request: Omit<TransportRequest, 'signal' | 'onMessage' | 'onBytes'>;
  readonly silence: {
    /** Within which the greeting has to come. */
    readonly helloMs: number;
    /** Heartbeats that may be missing. */
    readonly missedMax: number;
  };
  readonly now: () => number;
  readonly onMessage: (message: StreamMessage, attempt: Attempt) => void;
  /** A heartbeat is overdue, or something has come after all. */
  readonly onQuiet: (isQuiet: boolean, attempt: Attempt) => void;
  /** It came to an end that nobody asked for; null: in good order. */
  readonly onEnd: (failure: unknown) => void;
}

/** One connection, on one way: listens for silence, and says nothing any more once abandoned. */
export class Attempt {
  readonly name: TransportName;
  readonly askedAt: number;
  #isLive = false;
  #isProven = false;
  #isAbandoned = false;
  #expectMs: number | null = null;
  #death: ReturnType<typeof setTimeout> | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = new AbortController();
  readonly #options: AttemptOptions;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.name = options.name;
    this.askedAt = options.now();
    this.#listen();
    void this.#run();
  }

  /** Whether the server has greeted. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Whether more than a greeting got through. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** The server promises to say something as often as this. */
  expectEvery(heartbeatMs: number): void {
    this.#isLive = true;
    this.#expectMs = heartbeatMs;
    this.#listen();
  }

  /** Ends it for a reason of ours, which is told as its failure. */
  abort(reason: Error): void {
    this.#abort.abort(reason);
  }

  /** Ends it without another word. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#abort.abort();
    this.#stopListening();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    let failure: unknown = null;
    try {
      await this.#options.transport({
        ...this.#options.request,
        signal,
        onMessage: (message) => this.#receive(message),
        onBytes: () => {
          if (!signal.aborted) this.#listen();
        },
      });
    } catch (error) {
      failure = signal.aborted ? signal.reason : error;
    }
    this.#stopListening();
    if (!this.#isAbandoned) this.#options.onEnd(failure);
  }

  #receive(message: StreamMessage): void {
    if (this.#abort.signal.aborted) return;
    if (this.#isLive) this.#isProven = true;
    this.#options.onMessage(message, this);
  }

  // Starts the silence clock again.
  #listen(): void {
    this.#stopListening();
    const { helloMs, missedMax } = this.#options.silence;
    const expectMs = this.#expectMs;
    this.#death = setTimeout(
      () => this.abort(new Error('Nothing was heard for too long.')),
      expectMs === null ? helloMs : expectMs * missedMax,
    );
    if (expectMs === null) return;
    this.#options.onQuiet(false, this);
    this.#quiet = setTimeout(() => this.#options.onQuiet(true, this), expectMs * 1.5);
  }

  #stopListening(): void {
    clearTimeout(this.#death);
    clearTimeout(this.#quiet);
  }
}
