import { checkServerIdentity, connect, rootCertificates, type PeerCertificate } from 'node:tls';
import { reasonOf } from '../../explain.ts';
import { check } from '../check.ts';
import type { Machine } from '../machine.ts';

const dayMs = 86_400_000;
const soonMs = 14 * dayMs;

interface Seen {
  readonly code: string | null;
  readonly certificate: PeerCertificate | null;
}

export const cloudCertificate = check({
  id: 'cloud-certificate',
  looksAt: 'the TLS certificate of the cloud: its names, its CA, and how long it is good',
  roles: ['server', 'coordinator', 'worker', 'laptop'],
  answers: 'SK-50: cert; AD-17',
  troubles: {
    expired: {
      verdict: 'fault',
      means: 'The certificate is over: browsers warn, and no device sends anything.',
      advice:
        'Renew it where the gateway has it (certbot renew, cert-manager), and have the gateway read it again.',
    },
    name: {
      verdict: 'fault',
      means: 'The certificate is for another name than the one in the URL.',
      advice: 'Use the name that is in the certificate, or have one made for this name.',
    },
    untrusted: {
      verdict: 'fault',
      means: 'This machine does not know the CA that signed it, or the chain is not complete.',
      advice:
        'Have the gateway send the whole chain; name a CA of your own in NODE_EXTRA_CA_CERTS, and in provision.txt for devices.',
    },
    soon: {
      verdict: 'warning',
      means: 'It ends within two weeks, and was not renewed by itself.',
      advice: 'Look at the timer that renews it (systemctl list-timers, kubectl get certificate).',
    },
    open: {
      verdict: 'warning',
      means: 'The way to the cloud is not encrypted; devices refuse it.',
      advice: 'Put the gateway with TLS before it, and use https://.',
    },
  },
  look: async (machine) => {
    if (machine.url === null) return { notApplicable: 'no cloud is known: --url' };
    const { protocol, hostname } = new URL(machine.url);
    if (protocol === 'http:') {
      return /^(localhost|127\.|\[::1\])/.test(hostname)
        ? { notApplicable: 'http on this machine itself' }
        : { trouble: 'open', saw: machine.url };
    }
    const { code, certificate } = await handshake(machine);
    const until = certificate ? Date.parse(certificate.valid_to) : Number.NaN;
    const ends = `it ends on ${new Date(Number.isNaN(until) ? 0 : until).toISOString().slice(0, 10)}`;
    if (code === 'CERT_HAS_EXPIRED' || until < machine.now())
      return { trouble: 'expired', saw: ends };
    if (certificate && checkServerIdentity(hostname, certificate)) {
      return { trouble: 'name', saw: `it is for ${certificate.subjectaltname ?? 'no name'}` };
    }
    if (code !== null && certificate) return { trouble: 'untrusted', saw: reasonOf(code) ?? code };
    if (!certificate) return { notApplicable: `no TLS there (${code ?? 'silence'})` };
    return until < machine.now() + soonMs ? { trouble: 'soon', saw: ends } : { ok: ends };
  },
});

/** The certificate that is shown, and what is wrong with it: both, since it is looked at in any case. */
function handshake({ url, authorities }: Machine): Promise<Seen> {
  const { hostname, port } = new URL(url ?? '');
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 443 : Number(port),
      servername: /^[\d.]+$|:/.test(hostname) ? '' : hostname,
      ca: [...rootCertificates, ...authorities],
      // Nothing is sent over it: what is wrong is said below.
      rejectUnauthorized: false,
    });
    const end = (seen: Seen) => {
      socket.destroy();
      resolve(seen);
    };
    socket.setTimeout(5_000, () => end({ code: 'ETIMEDOUT', certificate: null }));
    socket.once('secureConnect', () => {
      // The types call it an error; what is there is its code.
      const wrong = socket.authorizationError as unknown as string | { code: string } | null;
      const code = typeof wrong === 'string' ? wrong : (wrong?.code ?? null);
      end({ code, certificate: socket.getPeerCertificate() });
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      end({ code: code ?? 'UNKNOWN', certificate: null }),
    );
  });
}
