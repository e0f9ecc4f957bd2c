package io.roadstead.services.secrets;

import static io.roadstead.services.secrets.House.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** KMS as a client meets it, and what its keys mean to secrets and parameters. */
final class KmsTest {
    private final House house;

    KmsTest() throws IOException {
        house = new House();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private String key() {
        return house.kms("CreateKey", "'Description':'mine'")
                .path("KeyMetadata")
                .path("Arn")
                .text();
    }

    @Test
    void whatIsEncryptedIsDecryptedWithTheSameContextAlone() throws IOException {
        String key = key();
        house.kms("CreateAlias", "'AliasName':'alias/app','TargetKeyId':'" + key + "'");
        String blob = house.kms("Encrypt", "'KeyId':'alias/app','Plaintext':'aGVsbG8=','EncryptionContext':{'a':'b'}")
                .path("CiphertextBlob")
                .text();
        house.restart();

        Json opened = house.kms("Decrypt", "'CiphertextBlob':'" + blob + "','EncryptionContext':{'a':'b'}");
        assertThat(opened.path("Plaintext").text()).isEqualTo("aGVsbG8=");
        assertThat(opened.path("KeyId").text()).isEqualTo(key);
        refused(
                "InvalidCiphertextException",
                "",
                () -> house.kms("Decrypt", "'CiphertextBlob':'" + blob + "','EncryptionContext':{'a':'c'}"));
        refused("InvalidCiphertextException", "", () -> house.kms("Decrypt", "'CiphertextBlob':'aGVsbG8='"));
    }

    @Test
    void aDataKeyComesInClearAndSealed() {
        Json made = house.kms("GenerateDataKey", "'KeyId':'" + key() + "','KeySpec':'AES_256'");

        assertThat(house.kms(
                                "Decrypt",
                                "'CiphertextBlob':'"
                                        + made.path("CiphertextBlob").text() + "'")
                        .path("Plaintext")
                        .text())
                .isEqualTo(made.path("Plaintext").text())
                .hasSize(44);
    }

    @Test
    void aSecretWhoseKeyIsDisabledCannotBeReadUntilItIsEnabledAgain() {
        String key = key();
        house.secretsManager("CreateSecret", "'Name':'s','SecretString':'v','KmsKeyId':'" + key + "'");
        house.ssm("PutParameter", "'Name':'p','Value':'v','Type':'SecureString','KeyId':'" + key + "'");
        house.kms("DisableKey", "'KeyId':'" + key + "'");

        refused(
                "DecryptionFailure",
                "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
                () -> house.secretsManager("GetSecretValue", "'SecretId':'s'"));
        refused(
                "InvalidKeyId",
                key + " is disabled.",
                () -> house.ssm("GetParameter", "'Name':'p','WithDecryption':true"));
        refused(
                "DisabledException",
                key + " is disabled.",
                () -> house.kms("Encrypt", "'KeyId':'" + key + "','Plaintext':'aGVsbG8='"));
        house.kms("EnableKey", "'KeyId':'" + key + "'");
        assertThat(house.secretsManager("GetSecretValue", "'SecretId':'s'")
                        .path("SecretString")
                        .text())
                .isEqualTo("v");
    }

    @Test
    void aKeyGoesWhenItsTimeIsOver() throws IOException {
        String key = key();
        house.kms("ScheduleKeyDeletion", "'KeyId':'" + key + "','PendingWindowInDays':7");
        refused(
                "KMSInvalidStateException",
                key + " is pending deletion.",
                () -> house.kms("Encrypt", "'KeyId':'" + key + "','Plaintext':'aGVsbG8='"));
        house.kms("CancelKeyDeletion", "'KeyId':'" + key + "'");
        assertThat(house.kms("DescribeKey", "'KeyId':'" + key + "'")
                        .path("KeyMetadata")
                        .path("KeyState")
                        .text())
                .isEqualTo("Disabled");
        house.kms("ScheduleKeyDeletion", "'KeyId':'" + key + "','PendingWindowInDays':7");
        house.pass(Duration.ofDays(8));
        house.restart();
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> refused(
                        "NotFoundException",
                        "Key '" + key + "' does not exist",
                        () -> house.kms("DescribeKey", "'KeyId':'" + key + "'")));
    }

    @Test
    void theKeysOfAwssServicesAreThereWhenTheyAreNeededAndNobodyMayChangeThem() {
        house.secretsManager("CreateSecret", "'Name':'s','SecretString':'v'");
        Json described = house.kms("DescribeKey", "'KeyId':'alias/aws/secretsmanager'");
        String arn = described.path("KeyMetadata").path("Arn").text();

        assertThat(described.path("KeyMetadata").path("KeyManager").text()).isEqualTo("AWS");
        assertThat(house.kms("ListAliases", "")
                        .path("Aliases")
                        .first()
                        .path("AliasName")
                        .text())
                .isEqualTo("alias/aws/secretsmanager");
        refused(
                "AccessDeniedException",
                "The key " + arn + " is managed by AWS: nobody else may change it. Make a key of your own.",
                () -> house.kms("DisableKey", "'KeyId':'" + arn + "'"));
    }

    @Test
    void aKeyThatIsNotThereIsRefusedByAll() {
        refused(
                "EncryptionFailure",
                "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS"
                        + " key is available, enabled, and not in an invalid state.",
                () -> house.secretsManager("CreateSecret", "'Name':'s','SecretString':'v','KmsKeyId':'alias/none'"));
        refused(
                "InvalidKeyId",
                "Invalid keyId 'alias/none'",
                () -> house.ssm("PutParameter", "'Name':'p','Value':'v','Type':'SecureString','KeyId':'alias/none'"));
    }
}
