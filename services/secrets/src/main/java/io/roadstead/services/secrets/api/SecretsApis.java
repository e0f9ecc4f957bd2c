package io.roadstead.services.secrets.api;

import io.roadstead.wire.ServiceApi;
import java.util.List;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.ssm.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParameterResponse;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ssm.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.ssm.model.RemoveTagsFromResourceResponse;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionResponse;

/** Every operation of the three services, in one place each. Names on the wire: companion-apis 0. */
public final class SecretsApis {
    private SecretsApis() {}

    /** Secrets Manager, Parameter Store and KMS. */
    public static List<ServiceApi> of(Parts parts) {
        Keys keys = new Keys(parts);
        SecretLookup secrets = new SecretLookup(parts, keys);
        ParameterLookup parameters = new ParameterLookup(parts, keys);
        KeyOperations keyOperations = new KeyOperations(parts, keys);
        Ciphers ciphers = new Ciphers(parts, keys, keyOperations);
        Access access = new Access(secrets, parameters, keys, ciphers);
        return List.of(
                secretsManager(parts, secrets, access),
                parameterStore(parts, parameters, access),
                kms(keyOperations, ciphers, access));
    }

    private static ServiceApi secretsManager(Parts parts, SecretLookup lookup, Access access) {
        SecretWrites writes = new SecretWrites(parts, lookup);
        SecretReads reads = new SecretReads(parts, lookup, writes);
        SecretPolicies policies = new SecretPolicies(lookup, writes);
        return new Registry("secretsmanager", "secretsmanager", "InternalServiceError", access::secretsManager)
                .add(CreateSecretRequest.class, CreateSecretResponse.class, writes::create)
                .add(PutSecretValueRequest.class, PutSecretValueResponse.class, writes::put)
                .add(UpdateSecretRequest.class, UpdateSecretResponse.class, writes::update)
                .add(UpdateSecretVersionStageRequest.class, UpdateSecretVersionStageResponse.class, writes::moveStage)
                .add(DeleteSecretRequest.class, DeleteSecretResponse.class, writes::delete)
                .add(RestoreSecretRequest.class, RestoreSecretResponse.class, writes::restore)
                .add(TagResourceRequest.class, TagResourceResponse.class, writes::tag)
                .add(UntagResourceRequest.class, UntagResourceResponse.class, writes::untag)
                .add(GetSecretValueRequest.class, GetSecretValueResponse.class, reads::value)
                .add(BatchGetSecretValueRequest.class, BatchGetSecretValueResponse.class, reads::batch)
                .add(DescribeSecretRequest.class, DescribeSecretResponse.class, reads::describe)
                .add(ListSecretsRequest.class, ListSecretsResponse.class, reads::list)
                .add(ListSecretVersionIdsRequest.class, ListSecretVersionIdsResponse.class, reads::versions)
                .add(GetResourcePolicyRequest.class, GetResourcePolicyResponse.class, policies::get)
                .add(PutResourcePolicyRequest.class, PutResourcePolicyResponse.class, policies::put)
                .add(DeleteResourcePolicyRequest.class, DeleteResourcePolicyResponse.class, policies::delete)
                .add(GetRandomPasswordRequest.class, GetRandomPasswordResponse.class, new RandomPasswords()::draw)
                .build();
    }

    private static ServiceApi parameterStore(Parts parts, ParameterLookup lookup, Access access) {
        ParameterWrites writes = new ParameterWrites(parts, lookup);
        ParameterReads reads = new ParameterReads(parts, lookup);
        return new Registry("ssm", "AmazonSSM", "InternalServerError", access::parameterStore)
                .add(PutParameterRequest.class, PutParameterResponse.class, writes::put)
                .add(DeleteParameterRequest.class, DeleteParameterResponse.class, writes::delete)
                .add(DeleteParametersRequest.class, DeleteParametersResponse.class, writes::delete)
                .add(LabelParameterVersionRequest.class, LabelParameterVersionResponse.class, writes::label)
                .add(UnlabelParameterVersionRequest.class, UnlabelParameterVersionResponse.class, writes::unlabel)
                .add(AddTagsToResourceRequest.class, AddTagsToResourceResponse.class, writes::tag)
                .add(RemoveTagsFromResourceRequest.class, RemoveTagsFromResourceResponse.class, writes::untag)
                .add(ListTagsForResourceRequest.class, ListTagsForResourceResponse.class, writes::listTags)
                .add(GetParameterRequest.class, GetParameterResponse.class, reads::get)
                .add(GetParametersRequest.class, GetParametersResponse.class, reads::get)
                .add(GetParametersByPathRequest.class, GetParametersByPathResponse.class, reads::byPath)
                .add(DescribeParametersRequest.class, DescribeParametersResponse.class, reads::describe)
                .add(GetParameterHistoryRequest.class, GetParameterHistoryResponse.class, reads::history)
                .build();
    }

    private static ServiceApi kms(KeyOperations keyOperations, Ciphers ciphers, Access access) {
        return new Registry("kms", "TrentService", "KMSInternalException", access::kms)
                .add(CreateKeyRequest.class, CreateKeyResponse.class, keyOperations::create)
                .add(DescribeKeyRequest.class, DescribeKeyResponse.class, keyOperations::describe)
                .add(ListKeysRequest.class, ListKeysResponse.class, keyOperations::list)
                .add(EnableKeyRequest.class, EnableKeyResponse.class, keyOperations::enable)
                .add(DisableKeyRequest.class, DisableKeyResponse.class, keyOperations::disable)
                .add(
                        ScheduleKeyDeletionRequest.class,
                        ScheduleKeyDeletionResponse.class,
                        keyOperations::scheduleDeletion)
                .add(CancelKeyDeletionRequest.class, CancelKeyDeletionResponse.class, keyOperations::cancelDeletion)
                .add(ListResourceTagsRequest.class, ListResourceTagsResponse.class, keyOperations::listTags)
                .add(CreateAliasRequest.class, CreateAliasResponse.class, keyOperations::alias)
                .add(DeleteAliasRequest.class, DeleteAliasResponse.class, keyOperations::deleteAlias)
                .add(ListAliasesRequest.class, ListAliasesResponse.class, keyOperations::aliases)
                .add(EncryptRequest.class, EncryptResponse.class, ciphers::encrypt)
                .add(DecryptRequest.class, DecryptResponse.class, ciphers::decrypt)
                .add(GenerateDataKeyRequest.class, GenerateDataKeyResponse.class, ciphers::dataKey)
                .add(
                        GenerateDataKeyWithoutPlaintextRequest.class,
                        GenerateDataKeyWithoutPlaintextResponse.class,
                        ciphers::dataKey)
                .build();
    }
}
