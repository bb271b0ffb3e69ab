import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A load balancer without a memory, which cuts connections at random when it is told to. */
export class CuttingBalancer {
  /** Where connections go, by chance; of loopback. */
  readonly ports = new Set<number>();
  /** Connections that were cut. */
  cuts = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((client) => this.#forward(client));

  static async start(): Promise<CuttingBalancer> {
    const balancer = new CuttingBalancer();
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts so large a share (0 to 1) of the connections. */
  cut(share: number): void {
    for (const socket of this.#sockets) {
      if (Math.random() > share) continue;
      socket.destroy();
      this.cuts += 1;
    }
  }

  close(): void {
    this.cut(1);
    this.#server.close();
  }

  #forward(client: Socket): void {
    const ports = [...this.ports];
    const port = ports[Math.floor(Math.random() * ports.length)];
    if (port === undefined) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    this.#sockets.add(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
    client.on('close', () => this.#sockets.delete(client));
  }
}
