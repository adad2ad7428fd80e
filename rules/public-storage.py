import boto3

storage = boto3.client("s3")
machines = boto3.client("ec2")


def published(name, content):
    # ruleid: public-storage
    storage.put_object(Bucket="reports", Key=name, Body=content, ACL="public-read")


def opened(group):
    # ruleid: public-storage
    machines.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", CidrIp="0.0.0.0/0")


def kept(name, content):
    # ok: public-storage
    storage.put_object(Bucket="reports", Key=name, Body=content)


def opened_inside(group):
    # ok: public-storage
    machines.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", CidrIp="10.0.0.0/8")
