"""Walks ECS's API with AWS's own Python client, which parses and so checks every answer by AWS's model.

One JSON line a call: {"label", "answer"} or {"label", "error", "message"}. Times are {"epoch": seconds}, so that a test
sees that they arrived as times. Arguments: endpoint, the ARN of an instance whose agent is connected.
"""
import datetime
import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, INSTANCE = sys.argv[1:3]


def client(key="test", secret="test", region="us-east-1"):
    return botocore.session.get_session().create_client(
        "ecs",
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        # Missing members are to reach the server, as from a raw client.
        config=Config(retries={"max_attempts": 0}, parameter_validation=False),
    )


def plain(value):
    if isinstance(value, datetime.datetime):
        return {"epoch": value.timestamp()}
    raise TypeError(type(value))


def say(line):
    print(json.dumps(line, default=plain), flush=True)


def call(label, operation, by=None, **members):
    try:
        answer = getattr(by or ecs, operation)(**members)
        answer.pop("ResponseMetadata")
        say({"label": label, "answer": answer})
        return answer
    except ClientError as refused:
        error = refused.response["Error"]
        say({"label": label, "error": error["Code"], "message": error["Message"], "members": refused.response})
        return {}


def container(**members):
    return {"name": "web", "image": "busybox", "memory": 16, **members}


ecs = client()
arn = "arn:aws:ecs:us-east-1:000000000000:"
nobody = "d" * 32

call("cluster", "create_cluster", clusterName="walk", tags=[{"key": "a", "value": "b"}])
call("cluster again", "create_cluster", clusterName="walk", tags=[{"key": "a", "value": "b"}])
call("cluster otherwise", "create_cluster", clusterName="walk")
call("clusters", "describe_clusters", clusters=["walk", "nowhere"], include=["TAGS", "SETTINGS", "STATISTICS"])
call("clusters by a bad include", "describe_clusters", include=["X"])
call("clusters too many", "describe_clusters", clusters=["c%d" % i for i in range(101)])
first = call("clusters page 1", "list_clusters", maxResults=1)
call("clusters page 2", "list_clusters", maxResults=1, nextToken=first.get("nextToken"))
call("clusters page too large", "list_clusters", maxResults=101)
call("cluster deleted without a name", "delete_cluster")
call("cluster deleted unknown", "delete_cluster", cluster="nowhere")
call("cluster deleted with an instance", "delete_cluster", cluster="default")
call("cluster deleted", "delete_cluster", cluster="walk")
call("cluster inactive", "run_task", cluster="walk", taskDefinition="f")

call("definition", "register_task_definition", family="f", tags=[{"key": "td", "value": "1"}],
     containerDefinitions=[container(portMappings=[{"containerPort": 80}])])
for family in ["f", "f", "f-long"]:
    ecs.register_task_definition(family=family, containerDefinitions=[container()])
call("definition without containers", "register_task_definition", family="f", containerDefinitions=[])
call("definition without memory", "register_task_definition", family="f",
     containerDefinitions=[{"name": "web", "image": "busybox"}])
call("definition by family", "describe_task_definition", taskDefinition="f")
call("definition with tags", "describe_task_definition", taskDefinition="f:1", include=["TAGS"])
call("definition unknown", "describe_task_definition", taskDefinition="nothing")
call("definitions", "list_task_definitions")
call("definitions down", "list_task_definitions", sort="DESC", maxResults=2)
call("definitions of a family", "list_task_definitions", familyPrefix="f")
call("definition gone without a revision", "deregister_task_definition", taskDefinition="f")
call("definition gone", "deregister_task_definition", taskDefinition="f:2")
call("definitions gone", "list_task_definitions", status="INACTIVE")
call("families", "list_task_definition_families", familyPrefix="f")
call("definition inactive", "run_task", taskDefinition="f:2")

overrides = {"containerOverrides": [{"name": "web", "command": ["x"], "cpu": 10, "memory": 20}]}
asked = dict(taskDefinition="f:1", count=2, startedBy="me", group="g", clientToken="token", overrides=overrides,
             tags=[{"key": "a", "value": "b"}], propagateTags="TASK_DEFINITION", enableECSManagedTags=True,
             placementStrategy=[{"type": "spread", "field": "instanceId"}, {"type": "binpack", "field": "memory"}])
task = call("run", "run_task", **asked)["tasks"][0]["taskArn"]
call("run again", "run_task", **asked)
call("run otherwise", "run_task", taskDefinition="f:1", clientToken="token")
call("run nowhere", "run_task", taskDefinition="f",
     placementConstraints=[{"type": "memberOf", "expression": "attribute:color == blue"}])
call("run distinct", "run_task", taskDefinition="f", group="g", placementConstraints=[{"type": "distinctInstance"}])
call("run none", "run_task", taskDefinition="f", count=11)
call("run unknown", "run_task", taskDefinition="nothing")
call("run for nobody", "run_task", taskDefinition="f", cluster="nowhere")
call("run with a foreign override", "run_task", taskDefinition="f",
     overrides={"containerOverrides": [{"name": "other"}]})
call("start", "start_task", taskDefinition="f", containerInstances=[INSTANCE, nobody])
call("tasks", "describe_tasks", tasks=[task, nobody], include=["TAGS"])
call("tasks none", "describe_tasks", tasks=[])
call("tasks by starter", "list_tasks", startedBy="me")
call("tasks stopped", "list_tasks", desiredStatus="STOPPED")
call("stop", "stop_task", task=task, reason="enough")
call("stop again", "stop_task", task=task, reason="more")
call("stop unknown", "stop_task", task=nobody)

call("instance", "describe_container_instances", containerInstances=[INSTANCE, nobody], include=["TAGS"])
call("instances none", "describe_container_instances", containerInstances=[])
call("instances of linux", "list_container_instances",
     filter="attribute:ecs.os-type == linux and agentConnected == true and not (runningTasksCount > 5)")
call("instances of windows", "list_container_instances", filter="attribute:ecs.os-type == windows")
call("instances by a bad filter", "list_container_instances", filter="attribute:x ==")
call("draining", "update_container_instances_state", containerInstances=[INSTANCE, nobody], status="DRAINING")
call("run while draining", "run_task", taskDefinition="f")
call("resting", "update_container_instances_state", containerInstances=[INSTANCE], status="RESTING")
call("active", "update_container_instances_state", containerInstances=[INSTANCE], status="ACTIVE")
stack = {"name": "stack", "value": "prod", "targetType": "container-instance", "targetId": INSTANCE}
call("attribute", "put_attributes", attributes=[stack])
call("attribute of nobody", "put_attributes", attributes=[{**stack, "targetId": nobody}])
call("attributes", "list_attributes", targetType="container-instance", attributeName="stack")
call("attribute gone", "delete_attributes", attributes=[stack])
call("instance gone", "deregister_container_instance", containerInstance=INSTANCE)

call("tagged", "tag_resource", resourceArn=task, tags=[{"key": "n", "value": "1"}])
call("untagged", "untag_resource", resourceArn=task, tagKeys=["a"])
call("tags", "list_tags_for_resource", resourceArn=task)
call("tag reserved", "tag_resource", resourceArn=task, tags=[{"key": "aws:x", "value": "1"}])
call("tag nothing", "tag_resource", resourceArn=task)

# In a cluster without instances no task starts, so what is told does not depend on the scheduler's pace.
call("service cluster", "create_cluster", clusterName="house")
asked = dict(cluster="house", serviceName="web", taskDefinition="f", desiredCount=1, clientToken="once",
             tags=[{"key": "a", "value": "1"}])
made = call("service", "create_service", **asked)["service"]
call("service again", "create_service", **{**asked, "tags": [{"key": "b", "value": "2"}]})
call("service otherwise", "create_service", **{**asked, "desiredCount": 2})
call("service for nobody", "create_service", **{**asked, "cluster": "nowhere"})
new = dict(cluster="house", serviceName="new", taskDefinition="f")
call("service without a count", "create_service", **new)
call("service below zero", "create_service", **new, desiredCount=-1)
call("service of a million", "create_service", **new, desiredCount=1000000)
call("service of nothing", "create_service", **{**new, "taskDefinition": "nothing"}, desiredCount=1)
call("service scheduled strangely", "create_service", **new, desiredCount=1, schedulingStrategy="BOTH")
call("service as a counted daemon", "create_service", **new, desiredCount=1, schedulingStrategy="DAEMON")
call("service below its count", "create_service", **new, desiredCount=1,
     deploymentConfiguration={"maximumPercent": 99})
call("service too healthy", "create_service", **new, desiredCount=1,
     deploymentConfiguration={"minimumHealthyPercent": 101})
call("service on Fargate", "create_service", **new, desiredCount=1, launchType="FARGATE")
call("service behind a balancer", "create_service", **new, desiredCount=1,
     loadBalancers=[{"targetGroupArn": "t", "containerName": "web", "containerPort": 80}])
call("daemon", "create_service", **{**new, "serviceName": "daemon"}, schedulingStrategy="DAEMON")
call("services", "describe_services", cluster="house", services=["web", made["serviceArn"], "nobody"],
     include=["TAGS"])
call("services none", "describe_services", cluster="house", services=[])
call("services too many", "describe_services", cluster="house", services=["s%d" % i for i in range(11)])
call("services by a bad include", "describe_services", cluster="house", services=["web"], include=["X"])
call("service scaled", "update_service", cluster="house", service="web", desiredCount=2)
forced = call("service forced", "update_service", cluster="house", service="web", forceNewDeployment=True)["service"]
call("service updated unknown", "update_service", cluster="house", service="nobody")
call("service updated below zero", "update_service", cluster="house", service="web", desiredCount=-1)
for i in range(12):
    ecs.create_service(cluster="house", serviceName="many%02d" % i, taskDefinition="f", desiredCount=0)
first = call("services page 1", "list_services", cluster="house")
call("services page 2", "list_services", cluster="house", nextToken=first.get("nextToken"))
call("services of daemons", "list_services", cluster="house", schedulingStrategy="DAEMON")
call("services by a bad launch type", "list_services", cluster="house", launchType="X")
call("services of a namespace", "list_services_by_namespace", namespace="n")
call("service deployments", "list_service_deployments", cluster="house", service="web")
call("service deployment", "describe_service_deployments", serviceDeploymentArns=[
    forced["currentServiceDeployment"], forced["currentServiceDeployment"][:-21] + "x" * 21])
call("service revision", "describe_service_revisions",
     serviceRevisionArns=[forced["currentServiceRevisions"][0]["arn"]])
call("service deployment stopped", "stop_service_deployment",
     serviceDeploymentArn=forced["currentServiceDeployment"], stopType="ROLLBACK")
call("service tagged", "tag_resource", resourceArn=made["serviceArn"], tags=[{"key": "n", "value": "1"}])
call("service tags", "list_tags_for_resource", resourceArn=made["serviceArn"])
call("service tagged by its short ARN", "tag_resource", resourceArn=arn + "service/web",
     tags=[{"key": "n", "value": "1"}])
call("service tasks", "list_tasks", cluster="house", serviceName="web")
call("service tasks of nobody", "list_tasks", cluster="house", serviceName="nobody")
call("protection", "update_task_protection", cluster="default", tasks=[task, nobody], protectionEnabled=True)
call("protection for ever", "update_task_protection", cluster="default", tasks=[task], protectionEnabled=True,
     expiresInMinutes=2881)
call("protection told", "get_task_protection", cluster="default", tasks=[nobody])
call("service cluster told", "describe_clusters", clusters=["house"])
call("service cluster deleted", "delete_cluster", cluster="house")
call("service deleted while scaled", "delete_service", cluster="house", service="web")
call("service deleted", "delete_service", cluster="house", service="web", force=True)
call("service deleted and updated", "update_service", cluster="house", service="web", desiredCount=1)
call("service deleted unknown", "delete_service", cluster="house", service="nobody")
call("services of nobody", "describe_services", cluster="nowhere", services=["web"])

call("elsewhere", "list_clusters", by=client(region="eu-west-1"))
call("another's key", "list_clusters", by=client(key="nobody"))
call("another's secret", "list_clusters", by=client(secret="wrong"))
call("not built", "describe_capacity_providers")
call("instance gone by force", "deregister_container_instance", containerInstance=INSTANCE, force=True)
call("task after its instance", "describe_tasks", tasks=[task])
