import { AwsData, AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Cluster } from './cluster.ts';
import type { Ground } from './ground.ts';
import type { Network } from './network.ts';

/** The port of the nodes at which the load balancer finds the API. */
export const nodePort = 30_080;

/** The certificate, the load balancer that has it, and the name of both: the one way in, at port 443. */
export function makeEntrance(ground: Ground, network: Network, cluster: Cluster): void {
  const { stack, settings } = ground;
  const zone = new AwsData(stack, 'aws_route53_zone', 'zone', { name: settings.dnsZone });
  const zone_id = zone.get('zone_id');
  const certificate_arn = makeCertificate(ground, zone_id);
  const door = makeFrontDoor(ground, network, cluster);
  const balancer = new AwsResource(stack, 'aws_lb', 'entrance', {
    name: settings.name,
    load_balancer_type: 'application',
    internal: false,
    subnets: network.publicSubnets,
    security_groups: [door],
    enable_deletion_protection: true,
    drop_invalid_header_fields: true,
    // Event streams say every 15 seconds that they live.
    idle_timeout: 120,
  });
  const replicas = new AwsResource(stack, 'aws_lb_target_group', 'replicas', {
    name: settings.name,
    vpc_id: network.vpc,
    target_type: 'instance',
    protocol: 'HTTP',
    port: nodePort,
    deregistration_delay: '30',
    health_check: { path: '/health', matcher: '200', interval: 10, healthy_threshold: 2 },
  });
  new AwsResource(stack, 'aws_autoscaling_attachment', 'nodes-of-entrance', {
    autoscaling_group_name: cluster.nodeGroup,
    lb_target_group_arn: replicas.get('arn'),
  });
  new AwsResource(stack, 'aws_lb_listener', 'https', {
    load_balancer_arn: balancer.get('arn'),
    port: 443,
    protocol: 'HTTPS',
    ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    certificate_arn,
    default_action: [{ type: 'forward', target_group_arn: replicas.get('arn') }],
  });
  const target = { name: balancer.get('dns_name'), zone_id: balancer.get('zone_id') };
  new AwsResource(stack, 'aws_route53_record', 'name', {
    zone_id,
    name: settings.host,
    type: 'A',
    alias: { ...target, evaluate_target_health: true },
  });
}

/** Signed by Amazon for whoever can write into the zone, and renewed by it. Gives its ARN once it is valid. */
function makeCertificate({ stack, settings }: Ground, zone_id: Reference): Reference {
  const certificate = new AwsResource(
    stack,
    'aws_acm_certificate',
    'certificate',
    { domain_name: settings.host, validation_method: 'DNS' },
    { lifecycle: { createBeforeDestroy: true } },
  );
  const proof = (field: string): string =>
    `\${tolist(${certificate.fqn}.domain_validation_options)[0].${field}}`;
  const record = new AwsResource(stack, 'aws_route53_record', 'certificate-proof', {
    zone_id,
    name: proof('resource_record_name'),
    type: proof('resource_record_type'),
    records: [proof('resource_record_value')],
    ttl: 60,
  });
  const valid = new AwsResource(stack, 'aws_acm_certificate_validation', 'certificate-valid', {
    certificate_arn: certificate.get('arn'),
    validation_record_fqdns: [record.get('fqdn')],
  });
  return valid.get('certificate_arn');
}

/** Everybody may come in at 443; from there it goes on to the nodes, at one port. */
function makeFrontDoor({ stack, settings }: Ground, network: Network, cluster: Cluster): Reference {
  const group = new AwsResource(stack, 'aws_security_group', 'front-door', {
    name: `${settings.name}-front`,
    description: 'From everywhere to the load balancer',
    vpc_id: network.vpc,
  });
  const security_group_id = group.get('id');
  new AwsResource(stack, 'aws_vpc_security_group_ingress_rule', 'https-from-everywhere', {
    security_group_id,
    cidr_ipv4: '0.0.0.0/0',
    ip_protocol: 'tcp',
    from_port: 443,
    to_port: 443,
  });
  const onward = { ip_protocol: 'tcp', from_port: nodePort, to_port: nodePort };
  new AwsResource(stack, 'aws_vpc_security_group_egress_rule', 'entrance-to-nodes', {
    security_group_id,
    referenced_security_group_id: cluster.securityGroup,
    ...onward,
  });
  new AwsResource(stack, 'aws_vpc_security_group_ingress_rule', 'nodes-from-entrance', {
    security_group_id: cluster.securityGroup,
    referenced_security_group_id: security_group_id,
    ...onward,
  });
  return security_group_id;
}
