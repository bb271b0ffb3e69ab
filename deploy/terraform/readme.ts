import { z } from 'zod';
import { providerNames, providerSchema } from './providers/generated.ts';
import { settingsSchemas } from './settings.ts';
import { sizes, type MachineNames, type SizeName } from './sizes.ts';
import { awsMachines } from './stacks/aws/stack.ts';
import { azureMachines } from './stacks/azure/stack.ts';
import { googleMachines } from './stacks/google/stack.ts';

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
}

const titles: Readonly<Record<keyof typeof settingsSchemas, string>> = {
  aws: 'Amazon Web Services',
  google: 'Google Cloud',
  azure: 'Microsoft Azure',
  existing: 'A cluster that is there',
};

function rows(schema: Described, prefix: string, needed = '**needed**'): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const isNeeded = schema.required?.includes(name) === true;
    const otherwise = inner.default === undefined ? '' : `\`${JSON.stringify(inner.default)}\``;
    const choice = inner.enum ? ` One of ${inner.enum.map(String).join(', ')}.` : '';
    const what = `${inner.description ?? ''}${choice}`;
    const first = isNeeded && inner.default === undefined ? needed : otherwise;
    const row = `| \`${prefix}${name}\` | ${first} | ${what} |`;
    return [row, ...rows(inner, `${prefix}${name}.`, isNeeded ? needed : 'needed with it')];
  });
}

function settingsTable(cloud: keyof typeof settingsSchemas): string {
  const schema = z.toJSONSchema(settingsSchemas[cloud], { io: 'input' }) as Described;
  return `### ${titles[cloud]}

An example: [examples/${cloud}.yaml](examples/${cloud}.yaml).

| setting | default | what it is |
|---|---|---|
${rows({ ...schema, properties: withoutCloud(schema) }, '').join('\n')}
`;
}

function withoutCloud({ properties = {} }: Described): Readonly<Record<string, Described>> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== 'cloud'));
}

function sizesTable(): string {
  const names = Object.keys(sizes) as SizeName[];
  const line = (what: string, of: (name: SizeName) => string): string =>
    `| ${what} | ${names.map(of).join(' | ')} |`;
  const machines = (title: string, table: MachineNames): string =>
    line(title, (name) => {
      const { node, database, cache } = table[name];
      return [node, database, cache].map((machine) => `\`${machine}\``).join(', ');
    });
  return [
    `| | ${names.map((name) => `\`${name}\``).join(' | ')} |`,
    `|---|${names.map(() => '---').join('|')}|`,
    line('replicas of the API', (name) => {
      const { api } = sizes[name];
      return `${api.replicasMin} to ${api.replicasMax}, each ${api.cpu} CPU and ${api.memory}`;
    }),
    line('nodes in each of three zones', (name) => {
      const { nodes } = sizes[name];
      return `${nodes.perZone} to ${nodes.perZoneMax}, each ${nodes.cpu} CPU and ${nodes.memoryGib} GiB`;
    }),
    line('database, and one that waits', (name) => {
      const { database } = sizes[name];
      return `${database.cpu} CPU, ${database.memoryGib} GiB, ${database.storageGib} to ${database.storageGibMax} GiB of storage`;
    }),
    line('media, where a size must be said', (name) => `${sizes[name].mediaTib} TiB`),
    machines('AWS: node, database, cache', awsMachines),
    machines('Google: node, database, cache', googleMachines),
    machines('Azure: node, database, cache', azureMachines),
  ].join('\n');
}

function providersTable(): string {
  const lines = providerNames.map((name) => {
    const { source, version, resources, data } = providerSchema(name);
    const count = Object.keys(resources).length + Object.keys(data).length;
    return `| ${source} | ${version} | ${count} |`;
  });
  return ['| provider | of version | types used |', '|---|---|---|', ...lines].join('\n');
}

/** README.md of this folder. */
export function terraformReadme(): string {
  return `# Eyrie on a cloud, by Terraform

One stack for each of Amazon Web Services, Google Cloud and Microsoft Azure, from the network to the running release, and one for a
cluster that is there. Written in TypeScript with [CDK Terrain](https://cdktn.io) (the successor of CDK for Terraform), applied by
Terraform 1.11 or newer. This file is written by \`npm run generate\`.

## Set one up

1. Copy an example and fill it in; the tables below say what each setting is. Make what it names: the bucket (or account) for
   Terraform's state, private and versioned, and the public DNS zone.
2. Log in: \`aws configure sso\`, \`gcloud auth application-default login\`, or \`az login\` (and install \`kubelogin\`). Be at an address of
   \`administrators\`: Terraform talks to Kubernetes itself.
3. Write what Terraform applies, and apply it:

   \`\`\`sh
   npm run terraform:synth -- cameras.yaml terraform.out
   cd terraform.out/stacks/eyrie
   terraform init
   terraform plan -out plan      # read it
   terraform apply plan          # 30 to 60 minutes the first time
   \`\`\`

4. \`terraform output\` says the address, the owner's log-in, where the secrets are and how kubectl reaches the cluster. Take the owner's first
   password from there, log in, and change it. **Keep a copy of the master key elsewhere**: without it no backup of the database can be used.

Later: change the settings (or take a newer Eyrie), and do step 3 again. What is named \`prevent_destroy\` in the plan, Terraform refuses to
destroy; to take an installation down for good, take that protection away first, by hand and on purpose.

| cloud | before the first time |
|---|---|
| AWS | Nothing more. |
| Google | Google's own accounts that will use the key must be there: \`for api in sqladmin redis file secretmanager; do gcloud beta services identity create --service=$api.googleapis.com; done\`. The certificate is signed once the name leads to the address, up to an hour later. |
| Azure | Register \`Microsoft.NetApp\`. \`certificate_account\`, \`certificate_organisation\` and \`certificate_password\` are asked for: Azure signs no certificates for gateways itself, so an authority must, with which you have an account. |
| existing | An ingress controller, cert-manager with a ClusterIssuer, a class of volumes that many nodes may write; CloudNativePG where it makes the database. Its bucket's key is asked for, or the database's URL. |

## What is made

The folders \`stacks/aws\`, \`stacks/google\` and \`stacks/azure\` have the same files, by the same words:

| word | AWS | Google | Azure |
|---|---|---|---|
| secrets | KMS key; Secrets Manager | KMS key; Secret Manager | Key Vault (HSM key, RBAC, private endpoint) |
| network | VPC, three zones, a NAT gateway each | VPC, Cloud NAT, private services access | VNet, NAT gateway (of one zone), private endpoints |
| cluster | EKS, pod identity | GKE regional, Workload Identity | AKS in three zones, workload identity |
| database | RDS Postgres 17, Multi-AZ | Cloud SQL Postgres 17, regional | Flexible Server 17, zone redundant |
| cache | ElastiCache, Multi-AZ | Memorystore, standard | Managed Redis, highly available |
| media store | S3, versioned, by pod identity | Filestore, regional | NetApp Files (of one zone) |
| backups | AWS Backup, daily; database to any second of \`backupDays\` | daily; database to any second of 7 days | daily, hourly snapshots; database to any second of \`backupDays\` |
| entrance | ALB, ACM certificate, Route 53 | GKE ingress, Google's certificate, Cloud DNS | Application Gateway, Key Vault certificate, Azure DNS |
| release | the chart of deploy/helm/eyrie, with the values that the stack knows, by their types | the same | the same |

- **Public is port 443 of the entrance, and nothing else**; the API of Kubernetes answers to \`administrators\`. Nodes, database, cache and
  media have no public addresses.
- **Encrypted** with a key of your own, exchanged every year: database, cache, media, secrets, backups, and secrets of the cluster (on Azure
  these, in the cluster's own store, are under Microsoft's key). Under way: TLS to the entrance, to the database and to Redis, whose
  certificates are checked, and to the bucket; from the entrance to the nodes it is plain HTTP in the private network. NFS, on Google and Azure, is not encrypted.
- **Nothing that lasts opens anything**: whoever runs Terraform gets tokens, drivers and entrance have identities. Passwords of database and
  Redis and the master key are made by Terraform, so they are in its state: who reads that reads them.
- **At most five minutes of the database are lost** (its log goes out that often), of pictures a day. The database takes over in another zone by itself.

Pictures are in a bucket on AWS alone. Google speaks the protocol of S3 with keys that last and nothing else (HMAC), which no stack here makes, and Azure's Blob Storage
does not speak it at all: a gateway before it would be one more thing to keep alive, and a key that lasts. Both keep a shared file system (docs/decisions/0077). A second region,
read replicas and a firewall for web applications are not there. See docs/decisions/0061 and 0062.

**From a stack that made EFS**: its file system is no longer in the settings, so Terraform would plan to destroy it. Before \`apply\`, take it out of the state
(\`terraform state rm aws_efs_file_system.media aws_efs_mount_target.media-0 aws_efs_mount_target.media-1 aws_efs_mount_target.media-2 aws_efs_access_point.media-folder
aws_efs_file_system_policy.media-access kubernetes_persistent_volume_v1.media-volume kubernetes_persistent_volume_claim_v1.media-claim\`); after it, copy the folder \`objects\` to the
bucket with \`aws s3 sync\`: names are the same. Pictures are missing until that is through, and none is lost.

## Sizes

${sizesTable()}

Why: the words in [sizes.ts](sizes.ts). Another size is another entry there.

## Settings

${(Object.keys(settingsSchemas) as (keyof typeof settingsSchemas)[]).map(settingsTable).join('\n')}
## How it is checked

\`npm run check:deploy\` synthesises the examples, holds them against policies (deploy/checks/terraform/policies-*.ts), breaks each stack
in every way that a policy is there for, renders the chart with each stack's values, and lets Terraform (or OpenTofu), where one is
installed, format, validate and plan them. The providers are then stand-ins: they have the schema of the true ones and no cloud behind them, so names, types, what is
needed, references and their order are checked, and what a cloud would say is not; a job of .github/workflows/ci.yml
validates them with the true providers. Without a Terraform those tests are named as skipped. **None of these
stacks has been applied to a true cloud yet.**

Types and stand-ins come from schemas/*.json, which \`npm run terraform:schemas\` reads out of the providers' prebuilt bindings (providers/bindings.json
says which, and what of them):

${providersTable()}

A resource that is not there yet: add it to bindings.json, then \`npm run terraform:schemas\` and \`npm run generate\`.
`;
}
